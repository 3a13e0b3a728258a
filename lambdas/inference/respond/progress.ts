import type { RejectionReason } from '../../../lib/contract/rejection.ts';
import type { ReplayReport } from '../../../lib/contract/replay.ts';
import type { RecordRejection } from '../decode/decode-batch.ts';
import type { Evaluation } from '../evaluate.ts';

const UNFINISHED = 0;
const ACKNOWLEDGED = 1;
const REJECTED = 2;

/** How many records ended how. received = predicted + rejected + unfinished. */
export interface Counts {
  /**
   * What to answer the event source mapping with: the lowest sequence number that is not done, or undefined when
   * all is. Everything from it on is delivered again.
   */
  readonly firstUnfinished: string | undefined;
  /** Records of the batch, aggregates taken apart; one that was not read counts as one. */
  readonly received: number;
  /** Acknowledged by the output stream, and below the checkpoint. */
  readonly predicted: number;
  /** Stored in quarantine, and below the checkpoint. */
  readonly rejected: number;
  /** At or above the checkpoint: they are delivered again, also those whose prediction was acknowledged. */
  readonly unfinished: number;
  readonly rejectedByReason: Readonly<Partial<Record<RejectionReason, number>>>;
  /** Predictions that the output stream acknowledged in this invocation, at or above the checkpoint too. */
  readonly acknowledged: number;
}

/** What is done of a batch, record by record. */
export class Progress {
  acknowledged = 0;

  private readonly evaluation: Evaluation;
  private readonly states: Uint8Array;

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
    this.states = new Uint8Array(evaluation.records.count);
  }

  acknowledge(record: number): void {
    if (this.states[record] === UNFINISHED) this.acknowledged++;
    this.states[record] = ACKNOWLEDGED;
  }

  reject(rejections: readonly RecordRejection[]): void {
    for (const { record } of rejections) this.states[record] = REJECTED;
  }

  /** Counts up to the checkpoint: what is done at or above it is delivered again, and counted then. */
  count(rejections: readonly RecordRejection[]): Counts {
    const { records } = this.evaluation;
    const unread = this.evaluation.event.Records.length - records.unreadFrom;
    const checkpoint = this.checkpoint();
    const tally = [0, 0, 0];
    const below = (record: number) => isBelow(records.sequenceNumber(record), checkpoint);
    for (let record = 0; record < records.count; record++) {
      tally[below(record) ? this.states[record]! : UNFINISHED]!++;
    }
    const rejectedByReason: Partial<Record<RejectionReason, number>> = {};
    for (const { record, reason } of rejections) {
      if (this.states[record] === REJECTED && below(record)) {
        rejectedByReason[reason] = (rejectedByReason[reason] ?? 0) + 1;
      }
    }
    return {
      firstUnfinished: checkpoint,
      received: records.count + unread,
      predicted: tally[ACKNOWLEDGED]!,
      rejected: tally[REJECTED]!,
      unfinished: tally[UNFINISHED]! + unread,
      rejectedByReason,
      acknowledged: this.acknowledged,
    };
  }

  /** What became of each record, up to the checkpoint. */
  report(rejections: readonly RecordRejection[], checkpoint: string | undefined): ReplayReport {
    const { records, manifest } = this.evaluation;
    const isDone = (record: number, state: number) =>
      this.states[record] === state && isBelow(records.sequenceNumber(record), checkpoint);
    const predicted: string[] = [];
    for (let record = 0; record < records.count; record++) {
      if (isDone(record, ACKNOWLEDGED)) predicted.push(records.predictionId(record));
    }
    const rejected = rejections
      .filter(({ record }) => isDone(record, REJECTED))
      .map(({ record, ...why }) => ({ predictionId: records.predictionId(record), ...why }));
    return { version: manifest.version, predicted, rejected };
  }

  /** The lowest sequence number that is not done: a sub-record has its parent's. */
  private checkpoint(): string | undefined {
    const { records, event } = this.evaluation;
    let lowest: string | undefined;
    const consider = (sequenceNumber: string): void => {
      if (lowest === undefined || BigInt(sequenceNumber) < BigInt(lowest)) lowest = sequenceNumber;
    };
    for (let record = 0; record < records.count; record++) {
      if (this.states[record] === UNFINISHED) consider(records.sequenceNumber(record));
    }
    for (const { kinesis } of event.Records.slice(records.unreadFrom)) consider(kinesis.sequenceNumber);
    return lowest;
  }
}

/** Whether a record with the sequence number is not delivered again when `checkpoint` is reported. */
export function isBelow(sequenceNumber: string, checkpoint: string | undefined): boolean {
  return checkpoint === undefined || BigInt(sequenceNumber) < BigInt(checkpoint);
}
