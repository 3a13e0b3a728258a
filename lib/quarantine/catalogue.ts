import { keys } from '../contract/keys.ts';
import { NOT_MODIFIED, type ObjectStore } from '../registry/object-store.ts';
import { concurrently } from './concurrently.ts';
import type { Entry } from './entry.ts';
import { EntryIndex } from './entry-index.ts';
import { readFailedBatchObject } from './failed-batch-object.ts';
import { MarksInvalid, readMarks } from './marks.ts';
import type { Broken } from './original.ts';
import { readQuarantineObject } from './quarantine-object.ts';

/** Objects that are read at once; each may be some 10 MB, and no more than these are held. */
const AT_ONCE = 8;

/** A batch that the event source mapping gave up, without its records. */
export interface GivenUpBatch {
  readonly key: string;
  /** Such as RetryAttemptsExhausted. */
  readonly condition: string;
  /** As Lambda counted them: KPL aggregates whole. */
  readonly records: number;
  /** When it was given up, ISO 8601. */
  readonly at: string;
  /** Such as arn:aws:lambda:…:function:weir-inference:$LATEST. */
  readonly functionArn: string;
  /** Without its payload nothing can be replayed: the records are in the stream alone, while it keeps them. */
  readonly hasPayload: boolean;
}

/** All that was set aside, without the data: what people look at, and what a replay chooses from. */
export interface Catalogue {
  /** In no order. */
  readonly entries: readonly Entry[];
  readonly batches: readonly GivenUpBatch[];
  /** What could not be read, and why. */
  readonly broken: readonly Broken[];
}

/**
 * Reads the quarantine of a model, the on-failure destination in the same store, and what was replayed of them.
 * An object is held no longer than it takes to note where its records are, so memory grows with the number of
 * records and not with their data.
 *
 * The destination's objects name a stream and a function and no model: all of them are read.
 * @throws StoreError; what is there and cannot be understood is in `broken`
 */
export async function readCatalogue(store: ObjectStore, model: string): Promise<Catalogue> {
  const index = new EntryIndex();
  const batches: GivenUpBatch[] = [];
  const broken: Broken[] = [];
  for await (const { key, body } of objects(store, keys.quarantinePrefix(model))) {
    const object = readQuarantineObject(key, body);
    for (const one of object.broken) broken.push(one);
    for (const { index: line, record } of object.records) index.addRejection(key, line, record);
  }
  for await (const { key, body } of objects(store, keys.failedBatchesPrefix())) {
    const { batch, hasPayload, originals, broken: unreadable } = readFailedBatchObject(key, body);
    for (const one of unreadable) broken.push(one);
    if (batch === undefined) continue;
    const { condition, functionArn } = batch.requestContext;
    const { batchSize: records } = batch.KinesisBatchInfo;
    batches.push({ key, condition, records, at: batch.timestamp, functionArn, hasPayload });
    for (const { index: place, original } of originals)
      index.addGivenUp({ key, place, original, condition, functionArn, at: batch.timestamp });
  }
  for await (const read of marksOf(store)) {
    if ('problem' in read) broken.push(read);
    else index.addMarks(read);
  }
  return { entries: index.entries(), batches, broken };
}

/** Objects that are gone since they were listed are left out: an expired one is no fault. */
async function* objects(store: ObjectStore, prefix: string) {
  const read = async ({ key }: { readonly key: string }) => {
    const stored = await store.get(key);
    return stored === undefined || stored === NOT_MODIFIED ? undefined : { key, body: stored.body };
  };
  for await (const object of concurrently(store.list(prefix), AT_ONCE, read)) if (object) yield object;
}

async function* marksOf(store: ObjectStore) {
  const prefix = keys.replaysPrefix();
  const read = async ({ key }: { readonly key: string }) => {
    const source = key.slice(prefix.length).replace(/\.json$/, '');
    try {
      return (await readMarks(store, source))?.marks;
    } catch (error) {
      if (error instanceof MarksInvalid) return { key, problem: error.message };
      throw error;
    }
  };
  for await (const marks of concurrently(store.list(prefix), AT_ONCE, read)) if (marks) yield marks;
}
