/** How often a line is written anew on a terminal, and where there is none. */
const TERMINAL_MS = 250;
const LOG_MS = 15_000;

/** One line that tells how far a run is: written over itself on a terminal, now and then a new one elsewhere. */
export class LiveLine {
  readonly #isTerminal = process.stdout.isTTY === true;
  #shownMs = Number.NEGATIVE_INFINITY;

  show(line: () => string): void {
    const now = performance.now();
    if (now - this.#shownMs < (this.#isTerminal ? TERMINAL_MS : LOG_MS)) return;
    this.#shownMs = now;
    process.stdout.write(this.#isTerminal ? `\r\u001b[2K${line()}` : `${line()}\n`);
  }

  /** Clears it, for lines that stay. */
  end(): void {
    if (this.#isTerminal) process.stdout.write('\r\u001b[2K');
    this.#shownMs = Number.NEGATIVE_INFINITY;
  }
}
