import type { RecordOrigin } from '../contract/prediction.ts';
import type { RejectionReason } from '../contract/rejection.ts';

/** Where a copy of a record lies. */
export interface Place {
  /** quarantine: a rejected record; destination: one that the event source mapping gave up. */
  readonly kind: SourceKind;
  /** The object's key. */
  readonly source: string;
  /** The line of the quarantine's object, or the record of the failed batch's event; from 0. */
  readonly index: number;
}

export const SOURCE_KINDS = ['quarantine', 'destination'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Why a record was rejected, the last time that it came to the quarantine. */
export interface LatestRejection {
  readonly reason: RejectionReason;
  readonly field: string | undefined;
  readonly came: string | undefined;
  readonly version: number;
  /** ISO 8601. */
  readonly at: string;
}

/** What one replay did to a record. */
export interface ReplayTry {
  /** Of the event; the same at each copy of the record. */
  readonly eventId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly version: number;
  /** The digest of the fix, or null without one. */
  readonly fix: string | null;
  /**
   * - predicted: its prediction is on the output stream
   * - rejected: it is (still) in the quarantine
   * - taken-apart: it was an aggregate of the destination; each of its records was predicted or is in the quarantine
   */
  readonly result: 'predicted' | 'rejected' | 'taken-apart';
  readonly reason?: RejectionReason | undefined;
  readonly field?: string | undefined;
  readonly came?: string | undefined;
}

/** One record that was set aside, however many copies of it there are; its data stays in the store. */
export interface Entry extends RecordOrigin {
  readonly predictionId: string;
  readonly partitionKey: string;
  /** When it arrived in its stream, ISO 8601. */
  readonly arrivedAt: string;
  /** When it first came to the quarantine or the destination, ISO 8601. */
  readonly setAsideAt: string;
  /** Undefined for a record that is in the destination alone. */
  readonly rejection: LatestRejection | undefined;
  /** Why the event source mapping gave it up; undefined for a record that is in the quarantine alone. */
  readonly condition: string | undefined;
  /** The ARN of the function that it was given up for; undefined in the same case. */
  readonly functionArn: string | undefined;
  /** At least one; the first is the one whose data is the original. */
  readonly places: readonly Place[];
  /** Earliest first. */
  readonly replays: readonly ReplayTry[];
}

/** Where a record counts: one that was rejected belongs to the quarantine, be it in the destination too. */
export function kindOf(entry: Entry): SourceKind {
  return entry.rejection === undefined ? 'destination' : 'quarantine';
}

/** Whether nothing has answered a record yet: no replay predicted it or took it apart. */
export function isWaiting(entry: Entry): boolean {
  return entry.replays.every(({ result }) => result === 'rejected');
}

/** In the order in which records must be replayed: by stream and shard (children after parents), then as they came. */
export function inStreamOrder(a: Entry, b: Entry): number {
  return (
    compare(a.streamName, b.streamName) ||
    compare(a.shardId, b.shardId) ||
    a.sequenceNumber.length - b.sequenceNumber.length ||
    compare(a.sequenceNumber, b.sequenceNumber) ||
    (a.subSequenceNumber ?? -1) - (b.subSequenceNumber ?? -1)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
