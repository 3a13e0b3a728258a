import { keys } from '../../../../lib/contract/keys.ts';
import type { Counts, ReferenceProfile } from '../../../../lib/contract/profile.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { createCounter } from '../../../../lib/model/profile/counter.ts';
import { encodeCounts } from '../../../../lib/model/profile/encode-counts.ts';
import { layoutDigest } from '../../../../lib/model/profile/layout-digest.ts';
import { allRows } from '../../../../lib/model/profile/row-selection.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import type { DriftPorts } from '../../../../monitoring/drift/job/ports.ts';
import { buildReferenceProfile } from '../../../../training/profile/reference-profile.ts';
import { type Random, seededRandom } from '../../../../training/random.ts';
import { draftOf } from '../../../lib/registry/support/draft.ts';

export const MODEL = 'wine';

export const SIGNATURE: Signature = {
  task: 'classification',
  featuresKey: 'wine_features',
  carriedKeys: [],
  predictionKey: 'quality',
  features: [
    { name: 'alcohol', type: 'number' },
    { name: 'sugar', type: 'number' },
  ],
  classes: [5, 6],
};

/** A quarter past an hour, as the schedule has it. */
export const NOW = new Date('2026-11-21T04:15:00Z');

export interface RowsOptions {
  readonly count: number;
  readonly seed: number;
  /** Added to each alcohol, whose deviation is 1. */
  readonly shift?: number;
}

function rowsOf({ count, seed, shift = 0 }: RowsOptions) {
  const random = seededRandom(seed);
  const values = new Float32Array(count * 2);
  for (let row = 0; row < count; row++) values.set([normal(random) + shift, random.uniform()], row * 2);
  return { values, count, width: 2 };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

export function profileOf(seed = 1): ReferenceProfile {
  const training = rowsOf({ count: 2000, seed });
  return buildReferenceProfile({
    model: MODEL,
    signature: SIGNATURE,
    training,
    unseen: { rows: training, truth: truthOf(training.count), answers: answersTo(training.count) },
    importance: [0.5, 0.5],
    seed,
  });
}

function truthOf(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (i % 5 === 0 ? 1 - (i % 2) : i % 2));
}

/** Labels in turn, with a confidence of .8. */
function answersTo(count: number) {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const probabilities = Float32Array.from({ length: 2 * count }, (_, i) =>
    labels[i >> 1] === i % 2 ? 0.8 : 0.2,
  );
  return { task: 'classification' as const, labels, probabilities };
}

/** A version of the model with a profile, or without. */
export async function publish(store: ObjectStore, profile?: ReferenceProfile): Promise<number> {
  const draft = draftOf(MODEL);
  const json = profile && { profile: new TextEncoder().encode(JSON.stringify(profile)) };
  const registry = new ModelRegistry(store);
  const published = await registry.publish({
    ...draft,
    signature: SIGNATURE,
    artifacts: { ...draft.artifacts, ...json },
  });
  return published.version;
}

export interface WindowOptions extends Omit<RowsOptions, 'seed'> {
  readonly seed?: number;
  readonly hour: string;
  readonly version?: number;
  readonly writer?: string;
  readonly flush?: number;
  readonly rejected?: Counts['rejected'];
}

/** What a sandbox would count of such rows. */
export function countsOf(profile: ReferenceProfile, options: WindowOptions): Counts {
  const rows = rowsOf({ seed: 7, ...options });
  const counter = createCounter(profile.layout);
  counter.countFeatures(rows.values, allRows(rows.count));
  counter.countPredictions(answersTo(rows.count), allRows(rows.count));
  return { ...counter.counts(), rejected: options.rejected ?? {} };
}

/** Writes a window as a sandbox does: created, then swapped as it goes on. */
export async function writeWindow(
  store: ObjectStore,
  profile: ReferenceProfile,
  options: WindowOptions,
): Promise<void> {
  const { hour, version = 1, writer = 'a', flush = 1 } = options;
  const head = { schema: 1, model: MODEL, version, hour, writer, flush, writtenAt: `${hour}:30:00.000Z` };
  const text = `${JSON.stringify({ ...head, layout: layoutDigest(profile.layout) }).slice(0, -1)},"counts":${encodeCounts(countsOf(profile, options))}}`;
  await put(store, keys.window(MODEL, hour, version, writer), text);
}

/** Writes whatever is there. */
export async function put(store: ObjectStore, key: string, text: string): Promise<void> {
  const body = new TextEncoder().encode(text);
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) await store.create(key, body);
  else await store.swap(key, body, stored.etag);
}

export interface Told {
  readonly ports: DriftPorts;
  readonly lines: Record<string, unknown>[];
  readonly logged: unknown[];
}

/** Ports over one store for all, which remember what they were told. */
export function portsOf(store: ObjectStore, more: Partial<DriftPorts> = {}): Told {
  const lines: Record<string, unknown>[] = [];
  const logged: unknown[] = [];
  const ports: DriftPorts = {
    monitoring: store,
    registry: new ModelRegistry(store),
    stage: 'test',
    now: () => NOW,
    render: ({ window, computedAt }) => `<p>${window.id} ${computedAt}</p>`,
    publish: (line) => lines.push(JSON.parse(line)),
    log: (line) => logged.push(line),
    ...more,
  };
  return { ports, lines, logged };
}
