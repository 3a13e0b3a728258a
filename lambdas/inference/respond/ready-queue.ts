import type { Order } from '../../../lib/contract/prediction.ts';
import { NO_ROW, type RecordTable } from '../decode/record-table.ts';
import { MinHeap } from './min-heap.ts';

const NONE = -1;

/**
 * Which prediction may be put next, lowest first. With order `none` all are ready from the start. With order
 * `key` a prediction is ready once the one before it under its partition key was acknowledged: so at most one of
 * a key is in flight, and one that failed holds back those after it.
 */
export class ReadyQueue {
  private readonly first: readonly number[];
  /** With order `key`: the next of the same key, or NONE. */
  private readonly successor: Int32Array | undefined;
  private readonly returned = new MinHeap();
  private position = 0;

  constructor(records: RecordTable, order: Order) {
    const predicted: number[] = [];
    for (let record = 0; record < records.count; record++) {
      if (records.row[record] !== NO_ROW) predicted.push(record);
    }
    if (order === 'none') {
      this.first = predicted;
    } else {
      this.successor = new Int32Array(records.count).fill(NONE);
      this.first = chain(predicted, records, this.successor);
    }
  }

  /** Takes the lowest record that is ready, or gives −1. */
  take(): number {
    const next = this.first[this.position] ?? Number.POSITIVE_INFINITY;
    if (this.returned.lowest < next) return this.returned.take();
    if (this.position === this.first.length) return NONE;
    this.position++;
    return next;
  }

  /** Makes a taken record ready again: it was not sent, or not acknowledged. */
  putBack(record: number): void {
    this.returned.add(record);
  }

  /** A taken record was acknowledged: the next of its key is ready. */
  acknowledge(record: number): void {
    const next = this.successor?.[record] ?? NONE;
    if (next !== NONE) this.returned.add(next);
  }
}

/** Links the records of each partition key and gives the first of each. */
function chain(predicted: readonly number[], records: RecordTable, successor: Int32Array): number[] {
  const last = new Map<string, number>();
  return predicted.filter((record) => {
    const key = records.partitionKey(record);
    const before = last.get(key);
    last.set(key, record);
    if (before !== undefined) successor[before] = record;
    return before === undefined;
  });
}
