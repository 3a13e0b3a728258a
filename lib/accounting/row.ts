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
  /** `<stream>:<shard id>`, one text for all of a shard; empty for an id of another form. */
  readonly shard: string;
  /** Of an id of another form: all of it. */
  readonly sequenceNumber: string;
  entry: Acknowledgement | undefined;
  /** On the input stream, whoever acknowledged it. */
  isOnStream = false;
  /** When the first prediction was read; −1: none was. */
  position = -1;
  /** The partition key of the first prediction. */
  outputKey: string | undefined;
  /** The first answer of each version, packed. */
  answers: readonly string[] = NONE;
  /** The first rejection of each version. */
  rejections: readonly SeenRejection[] = NONE;
  inDestination = false;

  constructor(shard: string, sequenceNumber: string) {
    this.shard = shard;
    this.sequenceNumber = sequenceNumber;
  }

  get id(): string {
    return this.shard === '' ? this.sequenceNumber : `${this.shard}:${this.sequenceNumber}${WHOLE}`;
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

/** How the id of a record ends that is no part of an aggregate. */
const WHOLE = ':-';

export interface AcknowledgedRow extends Row {
  entry: Acknowledgement;
}

interface Shard {
  readonly name: string;
  readonly rows: Map<string, Row>;
}

/** The rows by id. A table for each shard: whole ids would be half of the memory. */
export class RowTable {
  readonly #shards = new Map<string, Shard>();

  /** The row of an id, a new one when nothing was known of it. */
  row(id: string): Row {
    const end = id.endsWith(WHOLE) ? id.length - WHOLE.length : -1;
    const middle = end < 0 ? -1 : id.lastIndexOf(':', end - 1);
    if (middle < 0) return this.#row('', id);
    return this.#row(id.slice(0, middle), id.slice(middle + 1, end));
  }

  /** The same, of a record. */
  rowOf({
    streamName,
    shardId,
    sequenceNumber,
  }: Pick<LedgerEntry, 'streamName' | 'shardId' | 'sequenceNumber'>): Row {
    return this.#row(`${streamName}:${shardId}`, sequenceNumber);
  }

  *[Symbol.iterator](): Generator<Row> {
    for (const { rows } of this.#shards.values()) yield* rows.values();
  }

  #row(name: string, sequenceNumber: string): Row {
    const shard = this.#shards.get(name) ?? { name, rows: new Map() };
    this.#shards.set(name, shard);
    const row = shard.rows.get(sequenceNumber) ?? new Row(shard.name, sequenceNumber);
    shard.rows.set(sequenceNumber, row);
    return row;
  }
}
