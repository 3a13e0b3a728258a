import { reasonOf } from '../../lib/contract/errors.ts';
import type { JobView } from '../../localstack/console/api.ts';

export interface DriftScheduleOptions {
  /** One run of the job. @returns how it ended, in a sentence */
  readonly run: () => Promise<string>;
  readonly now: () => number;
  /** Is told of a run that failed. */
  readonly onFailure: (reason: string) => void;
}

/** When the job runs on AWS too: by then the sandboxes have written what the hour before counted. */
const MINUTE = 15;
const HOUR_MS = 3600 * 1000;

/** Runs the drift job at 15 minutes past each hour, and whenever it is asked to; never twice at once. */
export class DriftSchedule {
  readonly #options: DriftScheduleOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #last: JobView['last'] = null;

  constructor(options: DriftScheduleOptions) {
    this.#options = options;
  }

  start(): void {
    const { now } = this.#options;
    this.#timer = setTimeout(() => {
      this.start();
      void this.judge();
    }, nextRun(now()) - now());
    this.#timer.unref();
  }

  /** Resolves when a run that is under way has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Runs the job, or waits for the run that is under way. */
  judge(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  view(): JobView {
    const nextAt = new Date(nextRun(this.#options.now())).toISOString();
    return { running: this.#running !== undefined, nextAt, last: this.#last };
  }

  async #run(): Promise<void> {
    const { run, now, onFailure } = this.#options;
    try {
      const message = await run();
      this.#last = { at: new Date(now()).toISOString(), ok: true, message };
    } catch (error) {
      const message = reasonOf(error);
      this.#last = { at: new Date(now()).toISOString(), ok: false, message };
      onFailure(message);
    }
  }
}

/** The next quarter past, in milliseconds since 1970. */
export function nextRun(nowMs: number): number {
  const past = MINUTE * 60 * 1000;
  return Math.floor((nowMs - past) / HOUR_MS + 1) * HOUR_MS + past;
}
