import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '../../../lib/accounting/verdict.ts';
import type { HostCounts } from '../host/host-contract.ts';
import { MemoryWatch } from '../traffic/memory.ts';
import type { Blow } from '../weather/timeline.ts';
import { type Actors, openActors, type PartPlace } from './actors.ts';
import type { PartPlan } from './part-plan.ts';

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

/** How often it is looked whether something new is on the output stream, and how large the processes are. */
const READ_MS = 20;
const MEMORY_MS = 500;

/**
 * Runs a part to its end: all records answered, or none for a minute and a half.
 * @throws when the producer or the checker fails, or a host does not start
 */
export async function runPart(
  plan: PartPlan,
  place: PartPlace,
  onProgress: (progress: Progress) => void,
): Promise<PartResult> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-chaos-'));
  try {
    const actors = await openActors(plan, place, directory);
    return await new Part(plan, actors, onProgress).run();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

class Part {
  readonly #plan: PartPlan;
  readonly #actors: Actors;
  readonly #onProgress: (progress: Progress) => void;
  readonly #memory = new MemoryWatch<'function' | 'host'>();
  readonly #ended = new AbortController();

  constructor(plan: PartPlan, actors: Actors, onProgress: (progress: Progress) => void) {
    this.#plan = plan;
    this.#actors = actors;
    this.#onProgress = onProgress;
  }

  async run(): Promise<PartResult> {
    const { host, tally, blows } = this.#actors;
    const startedMs = performance.now();
    try {
      await host.start();
      const fault = await this.#act();
      await host.kill();
      const seconds = (performance.now() - startedMs) / 1000;
      await this.#readRest();
      return {
        plan: this.#plan,
        verdict: await tally.verdict(),
        struck: blows.struck,
        host: host.counts,
        seconds,
        peaks: this.#memory.peaks,
        fault,
      };
    } finally {
      await host.kill();
      await this.#actors.close();
    }
  }

  /** All act until every record is answered, or one of them fails. @returns why it ended before that */
  async #act(): Promise<string | undefined> {
    const { producer, blows, tally } = this.#actors;
    const { signal } = this.#ended;
    const answered = this.#untilAnswered().finally(() => this.#ended.abort());
    const others = [
      producer.run(() => tally.predicted, signal),
      blows.run(() => this.#share, signal),
      this.#watchMemory(),
    ];
    for (const other of others) other.catch(() => this.#ended.abort());
    // All are waited for, so that none goes on with what is then closed.
    await Promise.allSettled([answered, ...others]);
    await Promise.all(others);
    return answered;
  }

  get #share(): number {
    return this.#actors.tally.predicted / this.#plan.records;
  }

  /** Reads the output until every good record is predicted, then the quarantine until every record is answered. */
  async #untilAnswered(): Promise<string | undefined> {
    const { producer, tally, host } = this.#actors;
    let [answered, movedMs] = [0, performance.now()];
    while (!this.#ended.signal.aborted) {
      const isNew = await tally.readOutput();
      if (producer.isDone && tally.predicted >= producer.good) await tally.readStore();
      this.#tell();
      if (producer.isDone && tally.answered >= this.#plan.records) return undefined;
      if (host.fault !== undefined) return host.fault;
      if (tally.answered > answered) [answered, movedMs] = [tally.answered, performance.now()];
      if (performance.now() - movedMs > STALLED_MS) return 'no record was answered any more';
      await (isNew ? setImmediate() : sleep(READ_MS));
    }
    return undefined;
  }

  /** Repeats that came since, and what was given up. */
  async #readRest(): Promise<void> {
    const { tally } = this.#actors;
    while (await tally.readOutput()) await setImmediate();
    await tally.readStore();
  }

  #tell(): void {
    const { tally, blows } = this.#actors;
    const { name, records } = this.#plan;
    const { predicted, repeats } = tally;
    this.#onProgress({ name, records, predicted, repeats, share: this.#share, struck: blows.struck });
  }

  async #watchMemory(): Promise<void> {
    const { host } = this.#actors;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await this.#memory.look('function', host.functionPids);
      await this.#memory.look('host', host.pid === undefined ? [] : [host.pid]);
      await sleep(MEMORY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
