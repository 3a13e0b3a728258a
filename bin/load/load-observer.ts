import type { Account } from '../../lib/accounting/account.ts';
import { failedRecordIds } from '../../lib/accounting/failed-records.ts';
import type { Ledger } from '../../lib/accounting/ledger.ts';
import { idOf, type LedgerEntry } from '../../lib/accounting/ledger-entry.ts';
import type { RejectionReason } from '../../lib/contract/rejection.ts';
import type { ShardRecord } from '../../lib/streams/read-stream.ts';
import { InFlight } from './in-flight.ts';
import { Measures } from './measures.ts';
import type { Clock } from './pace.ts';
import type { Acknowledged, PutInProgress } from './produce.ts';
import type { StoreObserver } from './rejection-watch.ts';

export interface ObserverOptions {
  readonly input: string;
  readonly account: Account;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Takes the shard of each acknowledged record. */
  readonly onShard: (shardId: string) => void;
}

/** Sees everything that becomes of records: measures it, and tells the account of what is this run's own. */
export class LoadObserver implements StoreObserver {
  readonly measures = new Measures();
  readonly inFlight = new InFlight();
  readonly #options: ObserverOptions;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** The first record is due now. @returns when that is */
  begin(): number {
    this.measures.startMs = this.#options.clock.now();
    return this.measures.startMs;
  }

  putBegan(putAt: number): PutInProgress {
    const end = this.inFlight.putBegan(putAt);
    return { ended: (acknowledged) => this.#acknowledge(acknowledged, putAt).finally(end) };
  }

  async readAll(records: AsyncIterable<ShardRecord>): Promise<void> {
    for await (const record of records) this.#read(record, this.#options.clock.now());
  }

  quarantined(line: string, key: string): void {
    const { predictionId, reason } = JSON.parse(line) as { predictionId: string; reason: RejectionReason };
    const seenAt = this.#options.clock.now();
    this.inFlight.observe(predictionId, seenAt, (flight) => {
      this.#options.account.quarantined(line, key);
      if (flight !== undefined) this.measures.addRejection(flight, reason, seenAt);
    });
  }

  failed(batch: unknown, key: string): void {
    const { account, clock } = this.#options;
    const ids = failedRecordIds(batch) ?? [];
    const own = ids.filter((id) => this.inFlight.has(id));
    if (own.length === 0) return;
    // The account would take other producers' records for ones that nobody sent.
    for (const id of ids) if (!this.inFlight.has(id)) account.sent(originOf(id));
    account.failed(batch, key);
    for (const id of own) {
      this.inFlight.observe(id, clock.now(), (flight) => {
        if (flight !== undefined) this.measures.addFailed(flight);
      });
    }
  }

  /** The truth is the ledger: a record counts once it is on the disk. */
  async #acknowledge(acknowledged: readonly Acknowledged[], putAt: number): Promise<void> {
    const { input, account, ledger, clock, onShard } = this.#options;
    const entries = acknowledged.map((each) => entryOf(each, input));
    await ledger.append(entries);
    account.acknowledged(entries);
    for (const shardId of new Set(entries.map((entry) => entry.shardId))) onShard(shardId);
    const flights = acknowledged.map(({ record, dueAt }) => ({ kind: record.kind, dueAt, putAt }));
    this.measures.addSent(flights, clock.now());
    for (const [index, flight] of flights.entries()) this.inFlight.add(idOf(entries[index]!), flight);
  }

  #read(record: ShardRecord, readAt: number): void {
    const prediction = predictionIn(record.data);
    if (prediction === undefined) return;
    this.inFlight.observe(prediction.predictionId, readAt, (flight) => {
      this.#options.account.predicted(record);
      if (prediction.version !== undefined) this.measures.versions.add(prediction.version);
      if (flight === undefined) return;
      this.measures.addPrediction(flight, {
        arrivedAt: momentOf(prediction.arrivedAt),
        predictedAt: momentOf(prediction.predictedAt),
        putOutAt: record.arrivedAt.getTime(),
        readAt,
      });
    });
  }
}

function entryOf({ record, receipt }: Acknowledged, streamName: string): LedgerEntry {
  const { partitionKey, kind, mark } = record;
  const { shardId, sequenceNumber } = receipt;
  return {
    ...{ streamName, shardId, sequenceNumber, partitionKey },
    expects: kind === undefined ? 'prediction' : 'rejection',
    ...(mark !== undefined && { mark }),
  };
}

function originOf(id: string): { streamName: string; shardId: string; sequenceNumber: string } {
  const [streamName = '', shardId = '', sequenceNumber = ''] = id.split(':');
  return { streamName, shardId, sequenceNumber };
}

/** What of a prediction is of interest here; a compact one lacks most of it. */
interface SeenPrediction {
  readonly predictionId: string;
  readonly version?: number;
  readonly arrivedAt?: string;
  readonly predictedAt?: string;
}

/** Undefined for what is no prediction: others may write on the stream as well. */
function predictionIn(data: Uint8Array): SeenPrediction | undefined {
  try {
    const value = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
    return typeof value?.predictionId === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function momentOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso);
}
