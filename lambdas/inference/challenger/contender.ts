import type { Alias } from '../../../lib/contract/alias.ts';
import type { LoadedVersion } from '../champion/load-version.ts';
import type { Evaluation } from '../evaluate.ts';
import { type Comparison, compare } from './compare.ts';
import { Pace } from './pace.ts';
import { gatherRows } from './row-sample.ts';

/** A version on its way into a process of its own. */
export interface ChallengerLoad {
  readonly loaded: Promise<LoadedVersion>;
  /** Ends the process, and with it the load or the runs. */
  kill(): void;
}

/** What came of a run. */
export interface RunResult {
  /** Undefined when the run failed. */
  readonly comparison: Comparison | undefined;
  /** Rows of a run that failed. */
  readonly failed: number;
  /** From the request to the answer. */
  readonly runMs: number;
}

/**
 * A challenger that neither loads nor answers for so long is stuck, once batches have taken so much of that time: a
 * sandbox may be frozen between them, and its processes with it.
 */
const STUCK_MS = 30_000;
const STUCK_BATCHES_MS = 10_000;

/** So many runs that fail one after the other are enough. */
const FAILURES = 3;

/** A version that runs in shadow, or is about to: one run at a time, whose result is taken when it is there. */
export class Contender {
  readonly version: number;
  /** The alias's move that named it. */
  readonly move: string;
  readonly pace = new Pace();
  /** Once it is loaded and may run. */
  model: LoadedVersion | undefined;
  readonly #load: ChallengerLoad;
  /** Of the load or the run that goes on, by the wall clock. */
  #sinceMs: number;
  /** What the batches took that found it loading or running. */
  #batchesMs = 0;
  #running = false;
  #result: RunResult | undefined;
  #failures = 0;

  constructor({ version, writeId }: Pick<Alias, 'version' | 'writeId'>, load: ChallengerLoad, nowMs: number) {
    this.version = version;
    this.move = writeId;
    this.#load = load;
    this.#sinceMs = nowMs;
  }

  get loaded(): Promise<LoadedVersion> {
    return this.#load.loaded;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Whether its last runs failed, all of them. */
  get fails(): boolean {
    return this.#failures >= FAILURES;
  }

  /** Another batch found it loading or running. @returns whether it will never come to an end, as far as one can tell */
  isStuck(nowMs: number, batchMs: number): boolean {
    this.#batchesMs += batchMs;
    return this.#batchesMs >= STUCK_BATCHES_MS && nowMs - this.#sinceMs >= STUCK_MS;
  }

  /** Lets it answer rows of a batch. @returns when it has; never rejects */
  async run(model: LoadedVersion, evaluation: Evaluation, picked: Int32Array, nowMs: number): Promise<void> {
    this.#running = true;
    this.#sinceMs = nowMs;
    this.#batchesMs = 0;
    const { signature } = model.manifest;
    const rows = gatherRows(evaluation, picked, signature.features.length);
    const started = performance.now();
    // Rows are picked from those that were answered, so there are answers.
    const comparison = await model.session
      .run(rows, picked.length)
      .then((output) => compare(evaluation.output!, picked, output))
      .catch(() => undefined);
    const runMs = performance.now() - started;
    this.pace.learn(picked.length, runMs);
    this.#result = { comparison, failed: comparison === undefined ? picked.length : 0, runMs };
    this.#failures = comparison === undefined ? this.#failures + 1 : 0;
    this.#running = false;
  }

  /** The result of the last run that ended, once. */
  take(): RunResult | undefined {
    const result = this.#result;
    this.#result = undefined;
    return result;
  }

  end(): void {
    this.#load.kill();
  }
}
