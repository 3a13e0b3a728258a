import type { Progress } from './part/run-part.ts';
import { progressLine } from './report.ts';

/** How often a line is written anew on a terminal, and where there is none. */
const TERMINAL_MS = 250;
const LOG_MS = 15_000;

/** One line that tells how far a run is: written over itself on a terminal, now and then a new one elsewhere. */
export class LiveLine {
  readonly #isTerminal = process.stdout.isTTY === true;
  readonly #parts = new Map<string, Progress>();
  readonly #startedMs = performance.now();
  #shownMs = performance.now();

  /** Takes what a part says. */
  show(progress: Progress): void {
    this.#parts.set(progress.name, progress);
    const now = performance.now();
    if (now - this.#shownMs < (this.#isTerminal ? TERMINAL_MS : LOG_MS)) return;
    this.#shownMs = now;
    const line = progressLine([...this.#parts.values()], (now - this.#startedMs) / 1000);
    process.stdout.write(this.#isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
  }

  /** Clears it, for lines that stay. */
  end(): void {
    if (this.#isTerminal) process.stdout.write('\r\u001b[2K');
  }
}
