import { Interrupted, type StopSignal } from './terminal.ts';

/**
 * One press of Ctrl-C may arrive twice: the terminal signals the whole process group, and a launcher in it passes
 * its own on. The copies are milliseconds apart; whoever presses again because nothing happened takes longer.
 */
const SAME_PRESS_MS = 400;

/** Turns signals into a stop: the first one asks the command to end, the second one ends the process. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #end: (exitCode: number) => void;
  readonly #now: () => number;
  #askedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param end ends the process
   * @param now a clock in milliseconds
   */
  constructor(end: (exitCode: number) => void, now: () => number = () => performance.now()) {
    this.#end = end;
    this.#now = now;
  }

  /** Aborted with an Interrupted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  ask(signal: StopSignal): void {
    const reason = new Interrupted(signal);
    if (!this.signal.aborted) {
      this.#controller.abort(reason);
      // What listens may take its time, in which the copy waits.
      this.#askedAt = this.#now();
    } else if (this.#now() - this.#askedAt >= SAME_PRESS_MS) this.#end(reason.exitCode);
  }
}
