import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { type Ledger, openLedger } from '../../../lib/accounting/ledger.ts';
import type { Verdict } from '../../../lib/accounting/verdict.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { randomFrom } from '../../support/random.ts';
import { ChaosHost } from '../host/chaos-host.ts';
import type { HostCounts } from '../host/host-contract.ts';
import type { ChaosStreams, StreamTail } from '../streams/chaos-streams.ts';
import { MemoryWatch } from '../traffic/memory.ts';
import { MODEL } from '../traffic/model.ts';
import { Producer } from '../traffic/producer.ts';
import { Tally } from '../traffic/tally.ts';
import type { Blow } from '../weather/timeline.ts';
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
  /** The faults of the requests are told how far the part is. Default: none are. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly name: string;
  readonly records: number;
  readonly predicted: number;
  readonly repeats: number;
  /** Of the whole part: 0 to 1. */
  readonly share: number;
  readonly struck: Readonly<Record<Blow, number>>;
}

export interface PartResult {
  readonly plan: PartPlan;
  readonly verdict: Verdict;
  readonly struck: Readonly<Record<Blow, number>>;
  readonly host: HostCounts;
  readonly seconds: number;
  /** Bytes. */
  readonly peaks: ReadonlyMap<'function' | 'host', number>;
  /** Why it ended before all was answered. */
  readonly fault: string | undefined;
}

/** No record was answered for so long: it will not be. */
const STALLED_MS = 90_000;

const BACKLOG_RECORDS = 60_000;

const LOOK_MS = 500;

/** Runs a part to its end: all records answered, or none for a minute and a half. */
export async function runPart(plan: PartPlan, place: PartPlace): Promise<PartResult> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-chaos-'));
  try {
    return await new Part(plan, place, directory).run();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

class Part {
  readonly #plan: PartPlan;
  readonly #place: PartPlace;
  readonly #ledgerFile: string;
  readonly #host: ChaosHost;
  readonly #outputTail: StreamTail;
  readonly #tally: Tally;
  readonly #blows: Blows;
  readonly #random: () => number;
  readonly #memory = new MemoryWatch<'function' | 'host'>();
  readonly #input: string;
  readonly #output: string;
  #fault: string | undefined;

  constructor(plan: PartPlan, place: PartPlace, directory: string) {
    this.#plan = plan;
    this.#place = place;
    this.#random = randomFrom(place.seed);
    this.#ledgerFile = join(directory, 'ledger.jsonl');
    this.#input = inputStreamOf(plan);
    this.#output = outputStreamOf(plan);
    const store = storeOf(place.bucket, plan);
    this.#outputTail = place.streams.tail(this.#output);
    this.#tally = new Tally({
      order: plan.order,
      output: this.#outputTail,
      store: openStore(store),
      ledgerFile: this.#ledgerFile,
    });
    const { order, batchSize, parallelizationFactor, concurrency } = plan;
    this.#host = new ChaosHost(
      {
        bundle: place.bundle,
        kinesisEndpoint: place.streams.endpoint,
        inputStream: this.#input,
        outputStream: this.#output,
        store,
        model: MODEL,
        checkpoints: join(directory, 'checkpoints'),
        ...{ order, batchSize, parallelizationFactor, concurrency },
      },
      process.env,
    );
    this.#blows = new Blows(plan, this.#host, place.streams, this.#random);
  }

  async run(): Promise<PartResult> {
    const { streams } = this.#place;
    for (const stream of [this.#input, this.#output]) await streams.create(stream, this.#plan.shards);
    const startedMs = performance.now();
    const ended = new AbortController();
    const ledger = await openLedger(this.#ledgerFile);
    const producer = this.#producer(ledger);
    const { signal } = ended;
    try {
      await this.#host.start();
      const answered = this.#untilAnswered(producer, signal).finally(() => ended.abort());
      const work = [
        producer.run(() => this.#tally.predicted, signal),
        this.#blows.run(() => this.#share, signal),
        this.#watchMemory(signal),
      ];
      for (const part of work) part.catch(() => ended.abort());
      const results = await Promise.allSettled([answered, ...work]);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    } finally {
      await this.#host.kill();
      await this.#outputTail.close();
      await ledger.close();
    }
    const seconds = (performance.now() - startedMs) / 1000;
    return {
      plan: this.#plan,
      verdict: await this.#tally.verdict(),
      struck: this.#blows.struck,
      host: this.#host.counts,
      seconds,
      peaks: this.#memory.peaks,
      fault: this.#fault,
    };
  }

  #producer(ledger: Ledger): Producer {
    const { records, keys } = this.#plan;
    return new Producer({
      streams: this.#place.streams,
      stream: this.#input,
      ledger,
      backlog: BACKLOG_RECORDS,
      random: this.#random,
      ...{ records, keys },
    });
  }

  get #share(): number {
    return this.#tally.predicted / this.#plan.records;
  }

  /** Reads the output until every good record is predicted, then the quarantine until every record is answered. */
  async #untilAnswered(producer: Producer, signal: AbortSignal): Promise<void> {
    let answered = 0;
    let movedMs = performance.now();
    while (!(producer.isDone && this.#tally.answered >= this.#plan.records) && !signal.aborted) {
      const isNew = await this.#tally.readOutput();
      if (producer.isDone && this.#tally.predicted >= producer.good) await this.#tally.readStore();
      this.#tell();
      const now = performance.now();
      if (this.#tally.answered > answered) movedMs = now;
      answered = this.#tally.answered;
      this.#fault =
        this.#host.fault ?? (now - movedMs > STALLED_MS ? 'no record was answered any more' : undefined);
      if (this.#fault !== undefined) return;
      await (isNew ? setImmediate() : sleep(20));
    }
  }

  #tell(): void {
    const { name, records } = this.#plan;
    const { predicted, repeats } = this.#tally;
    this.#place.onProgress?.({
      name,
      records,
      predicted,
      repeats,
      share: this.#share,
      struck: this.#blows.struck,
    });
  }

  async #watchMemory(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#memory.look('function', this.#host.functionPids);
      await this.#memory.look('host', this.#host.pid === undefined ? [] : [this.#host.pid]);
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
