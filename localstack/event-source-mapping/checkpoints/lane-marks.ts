import { laneOfKey } from '../lane-of-key.ts';
import { isAfter } from '../sequence-numbers.ts';
import type { LaneMarks } from './checkpoint-store.ts';

/** What tells a record's lane and its place in it. */
export interface LaneRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
}

/** Whether a lane of an earlier run is through with the record. */
export function isDoneBy(runs: readonly LaneMarks[], record: LaneRecord): boolean {
  return runs.some((marks) => {
    const mark = marks[laneOfKey(record.partitionKey, marks.length)] ?? null;
    return mark !== null && !isAfter(record.sequenceNumber, mark);
  });
}

/**
 * The marks that say more than the low-water mark, with those of the run that goes on among them. A run with
 * another number of lanes keeps its own: its lanes had other keys.
 */
export function mergeMarks(
  earlier: readonly LaneMarks[],
  current: LaneMarks,
  lowWater: string | null,
): LaneMarks[] {
  const same = earlier.find((marks) => marks.length === current.length);
  const merged = current.map((mark, lane) => mark ?? same?.[lane] ?? null);
  const above = (mark: string | null) => mark !== null && (lowWater === null || isAfter(mark, lowWater));
  return [...earlier.filter((marks) => marks !== same), merged]
    .map((marks) => marks.map((mark) => (above(mark) ? mark : null)))
    .filter((marks) => marks.some((mark) => mark !== null));
}
