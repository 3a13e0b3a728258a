import { join } from 'node:path';
import { type Ledger, openLedger } from '../../../lib/accounting/ledger.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { randomFrom } from '../../support/random.ts';
import { ChaosHost } from '../host/chaos-host.ts';
import type { ChaosStreams, StreamTail } from '../streams/chaos-streams.ts';
import { MODEL } from '../traffic/model.ts';
import { Producer } from '../traffic/producer.ts';
import { Tally } from '../traffic/tally.ts';
import { Blows } from './blows.ts';
import { inputStreamOf, outputStreamOf, type PartPlan, storeOf } from './part-plan.ts';

/** Where a part runs. */
export interface PartPlace {
  readonly streams: ChaosStreams;
  /** The built function's directory. */
  readonly bundle: string;
  /** Of registry, quarantine and destination: s3://bucket. */
  readonly bucket: string;
  readonly seed: number;
}

/** Who acts in a part: one sends, one answers, one strikes, one counts. */
export interface Actors {
  readonly producer: Producer;
  readonly host: ChaosHost;
  readonly blows: Blows;
  readonly tally: Tally;
  /** Ends what reads and writes: the host is to be killed before. */
  close(): Promise<void>;
}

/** Records that may wait: enough for all shards, and the streams grow under the load. */
const BACKLOG_RECORDS = 60_000;

/** @param directory for the ledger and the checkpoints, empty */
export async function openActors(plan: PartPlan, place: PartPlace, directory: string): Promise<Actors> {
  const { streams, seed } = place;
  for (const stream of [inputStreamOf(plan), outputStreamOf(plan)]) await streams.create(stream, plan.shards);
  const ledgerFile = join(directory, 'ledger.jsonl');
  const ledger = await openLedger(ledgerFile);
  const host = new ChaosHost(hostSettings(plan, place, join(directory, 'checkpoints')), process.env);
  const output = streams.tail(outputStreamOf(plan));
  return {
    producer: producerOf(plan, place, ledger),
    host,
    // A sequence of its own: the records are the same, whenever a blow falls.
    blows: new Blows(plan, host, streams, randomFrom(seed + 1)),
    tally: tallyOf(plan, place, ledgerFile, output),
    async close() {
      await output.close();
      await ledger.close();
    },
  };
}

function producerOf(plan: PartPlan, { streams, seed }: PartPlace, ledger: Ledger): Producer {
  const { records, keys } = plan;
  return new Producer({
    streams,
    stream: inputStreamOf(plan),
    ledger,
    records,
    keys,
    random: randomFrom(seed),
    backlog: BACKLOG_RECORDS,
  });
}

function tallyOf(plan: PartPlan, place: PartPlace, ledgerFile: string, output: StreamTail): Tally {
  return new Tally({ order: plan.order, output, store: openStore(storeOf(place.bucket, plan)), ledgerFile });
}

function hostSettings(plan: PartPlan, { bundle, streams, bucket }: PartPlace, checkpoints: string) {
  const { order, batchSize, parallelizationFactor, concurrency } = plan;
  return {
    bundle,
    kinesisEndpoint: streams.endpoint,
    inputStream: inputStreamOf(plan),
    outputStream: outputStreamOf(plan),
    store: storeOf(bucket, plan),
    model: MODEL,
    ...{ order, batchSize, parallelizationFactor, concurrency, checkpoints },
  };
}
