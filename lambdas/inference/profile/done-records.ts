import { hourOf } from '../../../lib/contract/profile.ts';
import type { RowSelection } from '../../../lib/model/profile/row-selection.ts';
import type { RecordRejection } from '../decode/decode-batch.ts';
import { arrivalMsOf } from '../decode/kinesis-event.ts';
import { NO_ROW, type RecordTable } from '../decode/record-table.ts';
import type { Evaluation } from '../evaluate.ts';
import { isBelow } from '../respond/progress.ts';

const HOUR_MS = 3_600_000;

/** What became of the records of a batch that arrived in one hour, those alone that are not delivered again. */
export interface DoneRecords extends RowSelection {
  readonly hour: string;
  /** The record of the row in place i of `rows`. */
  recordAt(i: number): number;
  readonly rejections: readonly RecordRejection[];
}

/**
 * The records of a batch that are done for good, by the hour of their arrival. Below the checkpoint every record is
 * done; at or above it even those that were acknowledged come again, and are counted then.
 *
 * @param rejections all of the batch's
 * @param checkpoint the sequence number that is handed back, undefined when the whole batch is done
 */
export function doneRecords(
  { records }: Pick<Evaluation, 'records'>,
  rejections: readonly RecordRejection[],
  checkpoint: string | undefined,
): readonly DoneRecords[] {
  const isWhole = checkpoint === undefined && rejections.length === 0;
  const hour = isWhole && records.count > 0 ? commonHour(records) : undefined;
  if (hour === undefined) return byHour(records, rejections, checkpoint);
  return [{ hour, rows: records.row, count: records.count, recordAt: (i) => i, rejections }];
}

/** The hour in which all of the records arrived, or undefined. */
function commonHour({ earliestArrival, latestArrival }: RecordTable): string | undefined {
  const fromMs = startOfHour(Math.round(earliestArrival * 1000));
  // A millisecond off both ends: whatever the rounding, what lies between is in the hour.
  const isWithin = earliestArrival * 1000 > fromMs + 1 && latestArrival * 1000 < fromMs + HOUR_MS - 1;
  return isWithin && earliestArrival > 0 ? hourOf(fromMs) : undefined;
}

function byHour(
  records: RecordTable,
  rejections: readonly RecordRejection[],
  checkpoint: string | undefined,
): readonly DoneRecords[] {
  const hours = new Hours(records.count);
  const isDone = (record: number) =>
    checkpoint === undefined || isBelow(records.sequenceNumber(record), checkpoint);
  for (let record = 0; record < records.count; record++) {
    const row = records.row[record]!;
    if (row !== NO_ROW && isDone(record)) hours.of(arrivalMsOf(records.parent(record))).add(record, row);
  }
  for (const rejection of rejections) {
    const { record } = rejection;
    if (isDone(record)) hours.of(arrivalMsOf(records.parent(record))).rejections.push(rejection);
  }
  return hours.all;
}

function startOfHour(ms: number): number {
  return ms - (ms % HOUR_MS);
}

/** The hours of a batch: nearly always one, or two. */
class Hours {
  readonly all: HourRecords[] = [];
  readonly #capacity: number;
  #latest: HourRecords | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  of(arrivalMs: number): HourRecords {
    const latest = this.#latest;
    if (latest !== undefined && arrivalMs >= latest.fromMs && arrivalMs < latest.fromMs + HOUR_MS)
      return latest;
    const fromMs = startOfHour(arrivalMs);
    this.#latest = this.all.find((hour) => hour.fromMs === fromMs) ?? this.#begin(fromMs);
    return this.#latest;
  }

  #begin(fromMs: number): HourRecords {
    const hour = new HourRecords(fromMs, this.#capacity);
    this.all.push(hour);
    return hour;
  }
}

class HourRecords implements DoneRecords {
  readonly fromMs: number;
  readonly rejections: RecordRejection[] = [];
  rows = new Int32Array(0);
  count = 0;

  readonly #most: number;
  #records = new Int32Array(0);

  constructor(fromMs: number, most: number) {
    this.fromMs = fromMs;
    this.#most = most;
  }

  get hour(): string {
    return hourOf(this.fromMs);
  }

  recordAt(i: number): number {
    return this.#records[i]!;
  }

  add(record: number, row: number): void {
    if (this.count === this.rows.length) this.#grow();
    this.#records[this.count] = record;
    this.rows[this.count++] = row;
  }

  #grow(): void {
    const length = Math.min(this.#most, Math.max(1024, 4 * this.rows.length));
    const [records, rows] = [new Int32Array(length), new Int32Array(length)];
    records.set(this.#records);
    rows.set(this.rows);
    this.#records = records;
    this.rows = rows;
  }
}
