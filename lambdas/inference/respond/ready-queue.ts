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
  private readonly records: RecordTable;
  private readonly returned = new MinHeap();
  /** With order `key`: the next of the same key, or NONE. */
  private readonly successor: Int32Array | undefined;
  /** With order `key`: whether another one of its key comes before. */
  private readonly waits: Uint8Array | undefined;
  /** Records below it were taken or wait for another of their key. */
  private position = 0;

  constructor(records: RecordTable, order: Order) {
    this.records = records;
    if (order === 'none') return;
    this.successor = new Int32Array(records.count).fill(NONE);
    this.waits = new Uint8Array(records.count);
    this.chain(this.successor, this.waits);
  }

  /** Takes the lowest record that is ready, or gives −1. */
  take(): number {
    const { records, waits } = this;
    let next = this.position;
    while (next < records.count && (records.row[next] === NO_ROW || waits?.[next] === 1)) next++;
    this.position = next;
    if (this.returned.lowest < next) return this.returned.take();
    if (next === records.count) return NONE;
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

  /** Links the records of each partition key. */
  private chain(successor: Int32Array, waits: Uint8Array): void {
    const { records } = this;
    const last = new Map<string, number>();
    for (let record = 0; record < records.count; record++) {
      if (records.row[record] === NO_ROW) continue;
      const key = records.partitionKey(record);
      const before = last.get(key);
      last.set(key, record);
      if (before === undefined) continue;
      successor[before] = record;
      waits[record] = 1;
    }
  }
}
