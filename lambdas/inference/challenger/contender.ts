import type { ModelOutput } from '../../../lib/model/session.ts';
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

/** A challenger that neither loads nor answers for so long, over as many batches, is stuck. */
const STUCK_MS = 30_000;
const STUCK_BATCHES = 5;

/** So many runs that fail one after the other are enough. */
const FAILURES = 3;

/** A version that runs in shadow, or is about to: one run at a time, whose result is taken when it is there. */
export class Contender {
  readonly version: number;
  readonly pace = new Pace();
  /** Once it is loaded and may run. */
  model: LoadedVersion | undefined;
  readonly #load: ChallengerLoad;
  /** Of the load or the run that goes on, by the wall clock. */
  #sinceMs: number;
  /** Batches that found it loading or running. */
  #batches = 0;
  #running = false;
  #result: RunResult | undefined;
  #failures = 0;

  constructor(version: number, load: ChallengerLoad, nowMs: number) {
    this.version = version;
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
  isStuck(nowMs: number): boolean {
    this.#batches++;
    return this.#batches >= STUCK_BATCHES && nowMs - this.#sinceMs >= STUCK_MS;
  }

  /** Lets it answer rows of a batch. @returns when it has; never rejects */
  async run(model: LoadedVersion, evaluation: Evaluation, picked: Int32Array, nowMs: number): Promise<void> {
    this.#running = true;
    this.#sinceMs = nowMs;
    this.#batches = 0;
    const { signature } = model.manifest;
    const rows = gatherRows(evaluation, picked, signature.features.length);
    const started = performance.now();
    const output = await model.session.run(rows, picked.length).catch(() => undefined);
    const runMs = performance.now() - started;
    this.pace.learn(picked.length, runMs);
    this.#result = {
      comparison: output === undefined ? undefined : compareWith(evaluation, picked, output),
      failed: output === undefined ? picked.length : 0,
      runMs,
    };
    this.#failures = output === undefined ? this.#failures + 1 : 0;
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

/** Rows are picked from those that were answered, so there are answers. */
function compareWith({ output }: Evaluation, picked: Int32Array, challenger: ModelOutput): Comparison {
  return compare(output!, picked, challenger);
}
