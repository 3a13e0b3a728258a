import type { z } from 'zod';
import { decodeJson } from '../../../lib/registry/json.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import { digestOf } from '../../../lib/registry/versions.ts';
import { type Claim, claimSchema, type Heartbeat, heartbeatSchema } from '../claim.ts';
import { inLanes } from '../in-lanes.ts';
import { studyKeys, type TrialObject, trialOfKey } from '../study-keys.ts';

/** An object of a trial as it lies in the store: what it says, or why that cannot be told. */
export type Found<T> =
  | { readonly key: string; readonly value: T; readonly sha256: string }
  | { readonly key: string; readonly problem: string };

/** Everything that the store holds of a study's trials, by number, as far as it can be read. */
export interface Evidence {
  readonly claims: ReadonlyMap<number, Found<Claim>>;
  readonly results: ReadonlyMap<number, Found<Claim>>;
  readonly heartbeats: ReadonlyMap<number, Found<Heartbeat>>;
  /** Keys among those of the trials that are none of theirs. */
  readonly strays: readonly string[];
}

/**
 * Reads all of it, so that a study at work is no riddle: results and heartbeats before the claims that they follow
 * from, and claims that run once more, after all that may have seen their end.
 */
export async function gatherEvidence(store: ObjectStore, study: string): Promise<Evidence> {
  const strays: string[] = [];
  const read = <S extends z.ZodType>(kind: TrialObject, schema: S) =>
    readAll(store, { prefix: studyKeys(study).trialsPrefix(kind), schema, strays });
  const results = await read('results', claimSchema);
  const heartbeats = await read('heartbeats', heartbeatSchema);
  const claims = await read('claims', claimSchema);
  const running = [...claims].filter(([, found]) => 'value' in found && found.value.end === null);
  await inLanes(running, async ([number, { key }]) => {
    claims.set(number, await readOne(store, key, claimSchema));
  });
  return { claims, results, heartbeats, strays };
}

interface Reading<S extends z.ZodType> {
  readonly prefix: string;
  readonly schema: S;
  readonly strays: string[];
}

async function readAll<S extends z.ZodType>(
  store: ObjectStore,
  { prefix, schema, strays }: Reading<S>,
): Promise<Map<number, Found<z.infer<S>>>> {
  const keys = (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);
  const found = new Map<number, Found<z.infer<S>>>();
  await inLanes(keys, async (key) => {
    const number = trialOfKey(key);
    if (number === undefined) strays.push(key);
    else found.set(number, await readOne(store, key, schema));
  });
  return new Map([...found].sort(([a], [b]) => a - b));
}

async function readOne<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<Found<z.infer<S>>> {
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) return { key, problem: 'it is gone' };
  const decoded = decodeJson(schema, stored.body);
  if ('problem' in decoded) return { key, problem: decoded.problem };
  return { key, value: decoded.value, sha256: digestOf(stored.body) };
}
