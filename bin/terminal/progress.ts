import { count } from './format.ts';
import { printable } from './printable.ts';
import type { Output } from './terminal.ts';

/** A terminal's line is rewritten at most this often, in milliseconds. */
const REWRITE_MS = 100;

/** Elsewhere (a log, a pipe) a line is added at most this often, in milliseconds. */
const APPEND_MS = 5000;

const BAR_WIDTH = 24;

/** Back to the start of the line, and nothing on it. */
const CLEAR = '\r\u001b[K';

export interface ProgressOptions {
  readonly label: string;
  /** How many there will be; undefined when nobody knows. */
  readonly total?: number | undefined;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * One line that shows how far something is: rewritten in place on a terminal, and elsewhere a plain line now
 * and then, so that a log stays readable.
 */
export class ProgressLine {
  readonly #output: Output | undefined;
  readonly #label: string;
  readonly #total: number | undefined;
  readonly #now: () => number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #last = '';
  #shown = '';
  #later: NodeJS.Timeout | undefined;

  /** @param output undefined: nobody looks */
  constructor(output: Output | undefined, options: ProgressOptions) {
    this.#output = output;
    this.#label = options.label;
    this.#total = options.total;
    this.#now = options.now ?? (() => performance.now());
  }

  /** @param detail what else to show, such as a rate */
  update(done: number, detail = ''): void {
    this.#last = printable(this.#render(done, detail));
    if (this.#last === this.#shown) return;
    const interval = this.#output?.isTTY ? REWRITE_MS : APPEND_MS;
    const wait = this.#shownAt + interval - this.#now();
    if (wait <= 0) this.#show();
    // The last state of a burst shows too, though nothing may come after it.
    else this.#later ??= setTimeout(() => this.#show(), wait).unref();
  }

  /** Says something by the way, on lines of its own above this one. */
  note(text: string): void {
    const output = this.#output;
    if (!output?.isTTY || this.#shown === '') {
      output?.write(`${printable(text, '\n')}\n`);
      return;
    }
    output.write(`${CLEAR}${printable(text, '\n')}\n`);
    this.#show();
  }

  /** Shows the latest state and ends the line. */
  end(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    if (this.#last !== this.#shown) this.#show();
    if (this.#output?.isTTY && this.#shown !== '') this.#output.write('\n');
    this.#shown = this.#last = '';
  }

  #show(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    if (this.#last === this.#shown && !this.#output?.isTTY) return;
    this.#shownAt = this.#now();
    this.#shown = this.#last;
    if (this.#output?.isTTY) this.#output.write(`${CLEAR}${this.#last.slice(0, this.#width())}`);
    else this.#output?.write(`${this.#last}\n`);
  }

  #width(): number {
    return (this.#output?.columns ?? 80) - 1;
  }

  #render(done: number, detail: string): string {
    const tail = detail === '' ? '' : `  ${detail}`;
    if (this.#total === undefined) return `${this.#label}: ${count(done)}${tail}`;
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const filled = Math.round(share * BAR_WIDTH);
    const bar = this.#output?.isTTY ? ` [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]` : ':';
    return `${this.#label}${bar} ${count(done)} of ${count(this.#total)}${tail}`;
  }
}
