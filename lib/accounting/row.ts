import type { LedgerEntry } from './ledger-entry.ts';

/** What the ledger says of a record besides its id. */
export type Acknowledgement = Pick<LedgerEntry, 'partitionKey' | 'expects' | 'mark' | 'expectedLabel'>;

/** A rejection as the quarantine has it. */
export interface SeenRejection {
  /** Model and version. */
  readonly version: string;
  readonly what: string;
}

/**
 * All that is known of one id. There are over a million of these, so an answer is kept as one text, which for
 * nearly all repeats is the same text again.
 */
export class Row {
  readonly id: string;
  entry: Acknowledgement | undefined;
  /** On the input stream, whoever acknowledged it. */
  isOnStream = false;
  /** When the first prediction was read; −1: none was. */
  position = -1;
  /** The partition key of the first prediction. */
  outputKey: string | undefined;
  /** The first answer of each version: JSON of `Answer` without its origin. */
  answers: readonly string[] = NONE;
  /** The first rejection of each version. */
  rejections: readonly SeenRejection[] = NONE;
  inDestination = false;

  constructor(id: string) {
    this.id = id;
  }

  get isPredicted(): boolean {
    return this.position >= 0;
  }

  get isQuarantined(): boolean {
    return this.rejections.length > 0;
  }
}

/** One for all rows. */
const NONE: readonly never[] = [];

export interface AcknowledgedRow extends Row {
  entry: Acknowledgement;
}
