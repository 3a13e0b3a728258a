import type { Order } from '../contract/prediction.ts';
import { predictionId } from '../contract/prediction.ts';
import { quarantinedRecordSchema } from '../contract/rejection.ts';
import {
  type Answer,
  disagreement,
  type PredictionRead,
  packAnswer,
  readAnswer,
  unpackAnswer,
} from './answer.ts';
import { failedRecordIds } from './failed-records.ts';
import { judge } from './judge.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { type Row, RowTable } from './row.ts';
import { Docket, type Verdict } from './verdict.ts';

export interface AccountOptions {
  /** With `key`, what stands out of the order of its key is an offence; with `none` it is measured. */
  readonly order: Order;
  /** The carried key whose value the ledger's `mark` is. Default: marks are not looked at. */
  readonly markKey?: string | undefined;
  /** Default: classification. */
  readonly task?: 'classification' | 'regression';
  /**
   * True when quarantined records were replayed: one that is predicted as well is then no offence, whatever its
   * version, and keeps no order. Default: false.
   */
  readonly replayed?: boolean;
}

/** Counts of what was read so far, whoever sent it. */
export interface Seen {
  /** Ids with a prediction. */
  readonly predicted: number;
  /** Ids that are predicted, quarantined or in the destination. */
  readonly answered: number;
  /** Predictions that were not the first of their id. */
  readonly repeats: number;
}

/** A record of the output stream. */
export interface OutputRecord {
  readonly data: Uint8Array;
  readonly partitionKey: string;
}

/**
 * The account of a run: takes what was acknowledged and what was found, in any order, and proves that nothing was
 * lost, or names what was. A million records take some 900 MB, and 20 s to be read and judged.
 */
export class Account {
  readonly #options: Required<Omit<AccountOptions, 'markKey'>> & Pick<AccountOptions, 'markKey'>;
  readonly #rows = new RowTable();
  readonly #docket = new Docket();
  /** One string for the many that are equal: keys, shards and labels come with each record anew. */
  readonly #strings = new Map<string, string>();
  #outputRecords = 0;
  #repeats = 0;
  #predicted = 0;
  #answered = 0;

  constructor(options: AccountOptions) {
    this.#options = { task: 'classification', replayed: false, ...options };
  }

  /** Takes entries of the producers' ledger: the truth. */
  acknowledged(entries: Iterable<LedgerEntry>): void {
    for (const entry of entries) {
      const row = this.#rows.rowOf(entry);
      if (row.entry !== undefined) this.#docket.add('acknowledged-twice', row.id);
      row.entry = this.#compact(entry);
    }
  }

  /**
   * Takes a record of the input stream, acknowledged or not. Needed only when answers to the producer's puts may be
   * lost: without, an answer to a record that the ledger does not have counts as one that nobody sent.
   */
  sent(record: Pick<LedgerEntry, 'streamName' | 'shardId' | 'sequenceNumber'>): void {
    this.#rows.rowOf(record).isOnStream = true;
  }

  /** Takes the next record of the output stream: each shard in its order, a child after its parents. */
  predicted({ data, partitionKey }: OutputRecord): void {
    const position = this.#outputRecords++;
    const answer = readAnswer(data);
    if (answer === undefined) {
      this.#docket.add('unreadable', `output record ${position + 1}`);
      return;
    }
    const row = this.#rows.row(answer.id);
    if (!isOfItsOrigin(answer)) this.#docket.add('wrong-origin', row.id);
    if (row.isPredicted) this.#repeats++;
    else {
      this.#predicted++;
      this.#countAnswer(row);
      row.position = position;
      row.outputKey = this.#string(partitionKey);
    }
    if (row.outputKey !== partitionKey)
      this.#docket.add('disagreeing-repeat', row.id, 'under another partition key');
    this.#note(row, answer);
  }

  /**
   * Takes a line of the quarantine.
   * @param place where it is, for the verdict: the object's key, say
   */
  quarantined(line: string, place = 'the quarantine'): void {
    const parsed = quarantinedRecordSchema.safeParse(parse(line));
    if (!parsed.success) {
      this.#docket.add('unreadable', `a line of ${place}`);
      return;
    }
    const { model, version, reason, field, came, ...record } = parsed.data;
    const row = this.#rows.row(record.predictionId);
    if (predictionId(record) !== row.id) this.#docket.add('wrong-origin', row.id, 'in the quarantine');
    const rejection = {
      version: this.#string(`${model} ${version}`),
      what: this.#string([reason, field, came].filter((part) => part !== undefined).join(' ')),
    };
    this.#countAnswer(row);
    const before = row.rejections.find((other) => other.version === rejection.version);
    if (before === undefined) row.rejections = [...row.rejections, rejection];
    else if (before.what !== rejection.what)
      this.#docket.add('disagreeing-repeat', row.id, 'the reasons differ');
  }

  /**
   * Takes an object of the on-failure destination: a FailedBatch with its payload.
   * @param place as with `quarantined`
   */
  failed(batch: unknown, place = 'the destination'): void {
    const ids = failedRecordIds(batch);
    if (ids === undefined) {
      this.#docket.add('unreadable', `a failed batch of ${place}`);
      return;
    }
    for (const id of ids) {
      const row = this.#rows.row(id);
      this.#countAnswer(row);
      row.inDestination = true;
    }
  }

  /** How far the run is, for those who wait for its end: cheap, and no verdict. */
  get seen(): Seen {
    return { predicted: this.#predicted, answered: this.#answered, repeats: this.#repeats };
  }

  /** What can be said by now. */
  verdict(): Verdict {
    return judge({
      ...this.#options,
      rows: this.#rows,
      docket: this.#docket.copy(),
      outputRecords: this.#outputRecords,
      repeats: this.#repeats,
    });
  }

  /** To be called before the row says that it is answered. */
  #countAnswer(row: Row): void {
    if (!row.isPredicted && !row.isQuarantined && !row.inDestination) this.#answered++;
  }

  #note(row: Row, answer: Answer): void {
    const packed = packAnswer(answer);
    if (row.answers.includes(packed)) return;
    const before = row.answers.map(unpackAnswer).find((other) => other.version === answer.version);
    if (before === undefined) {
      row.answers = [...row.answers, packed];
      return;
    }
    const difference = disagreement(before, answer, this.#options.task);
    if (difference !== undefined) this.#docket.add('disagreeing-repeat', row.id, difference);
  }

  #compact(entry: LedgerEntry): Row['entry'] {
    const { partitionKey, expects, mark, expectedLabel } = entry;
    return {
      partitionKey: this.#string(partitionKey),
      expects: expects === undefined ? undefined : EXPECTED[expects],
      mark,
      expectedLabel: expectedLabel === undefined ? undefined : this.#string(expectedLabel),
    };
  }

  #string(text: string): string {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    this.#strings.set(text, text);
    return text;
  }
}

/** One string for all. */
const EXPECTED = { prediction: 'prediction', rejection: 'rejection' } as const;

/** A compact record does not say where it comes from besides. */
function isOfItsOrigin({ id, shardId, sequenceNumber }: PredictionRead): boolean {
  if (shardId === undefined || sequenceNumber === undefined) return true;
  const [, shard, sequence] = id.split(':');
  return shard === shardId && sequence === sequenceNumber;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
