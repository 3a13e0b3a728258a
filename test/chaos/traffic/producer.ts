import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../../lib/accounting/ledger.ts';
import type { ChaosStreams } from '../streams/chaos-streams.ts';
import { planRecord } from './records.ts';

export interface ProducerOptions {
  readonly streams: ChaosStreams;
  readonly stream: string;
  readonly ledger: Ledger;
  readonly records: number;
  readonly keys: number;
  readonly random: () => number;
  /** Good records that may be sent and not yet predicted. */
  readonly backlog: number;
}

/** Records of one put: as many as Kinesis takes. */
const PUT_RECORDS = 500;

/** How long it waits for the backlog to shrink before it looks again. */
const PAUSE_MS = 5;

/** Sends records and enters in its ledger what the stream acknowledged, one put after the other. */
export class Producer {
  readonly #options: ProducerOptions;
  /** In the ledger, on the disk. */
  acknowledged = 0;
  /** Of these: to be predicted. */
  good = 0;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  get isDone(): boolean {
    return this.acknowledged === this.#options.records;
  }

  /** @param predicted how many records are predicted by now */
  async run(predicted: () => number, signal: AbortSignal): Promise<void> {
    const { records, backlog } = this.#options;
    while (!this.isDone && !signal.aborted) {
      if (this.good - predicted() < backlog) {
        await this.#put(Math.min(PUT_RECORDS, records - this.acknowledged));
      } else await sleep(PAUSE_MS);
    }
  }

  async #put(count: number): Promise<void> {
    const { streams, stream: streamName, ledger, keys, random } = this.#options;
    const planned = Array.from({ length: count }, (_, i) => planRecord(this.acknowledged + i, keys, random));
    const receipts = await streams.put(
      streamName,
      planned.map(({ entry }) => entry),
    );
    await ledger.append(
      planned.map(({ entry: { partitionKey }, expected }, i) => {
        const { shardId, sequenceNumber } = receipts[i]!;
        return { streamName, shardId, sequenceNumber, partitionKey, ...expected };
      }),
    );
    this.acknowledged += count;
    this.good += planned.filter(({ expected }) => expected.expects === 'prediction').length;
  }
}
