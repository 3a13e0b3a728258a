import type { ReplayRejection } from '../../contract/replay.ts';
import type { ObjectStore } from '../../registry/object-store.ts';
import { concurrently } from '../concurrently.ts';
import { addMark, type ReplayMark } from '../marks.ts';
import type { DoneRecord } from './replay-answer.ts';

/** Mark objects that are written at once. */
const AT_ONCE = 8;

/** Who replays what, for the marks. */
export interface ReplayedBy {
  readonly by: string;
  readonly version: number;
  /** The digest of the fix, or null. */
  readonly fix: string | null;
  readonly at: Date;
  /** Never the same twice. */
  readonly eventId: string;
}

/** Writes down what became of records, at each object that holds a copy of them, so that none counts as waiting. */
export async function markReplayed(
  store: ObjectStore,
  done: readonly DoneRecord[],
  { by, version, fix, at, eventId }: ReplayedBy,
): Promise<void> {
  const sources = Map.groupBy(
    done.flatMap((one) => one.record.entry.places.map(({ source }) => ({ source, one }))),
    ({ source }) => source,
  );
  const write = async ([source, copies]: readonly [string, readonly { readonly one: DoneRecord }[]]) => {
    const records = copies.map(({ one }) => one);
    const mark: ReplayMark = {
      ...{ writeId: eventId, replayedAt: at.toISOString(), by, version, fix },
      predicted: idsOf(records, 'predicted'),
      takenApart: idsOf(records, 'taken-apart'),
      rejected: records.flatMap(rejectionOf),
    };
    await addMark(store, source, mark);
  };
  for await (const _ of concurrently(sources, AT_ONCE, write));
}

/** Under the record's own id: an aggregate is told apart in the report, and waits whole. */
function rejectionOf({ record, result, rejections }: DoneRecord): ReplayRejection[] {
  const { predictionId } = record.entry;
  return result === 'rejected' ? rejections.slice(0, 1).map((why) => ({ ...why, predictionId })) : [];
}

function idsOf(records: readonly DoneRecord[], wanted: DoneRecord['result']): string[] {
  return records.filter(({ result }) => result === wanted).map(({ record }) => record.entry.predictionId);
}
