import type { StackEvent } from '../../localstack/embedded/main.ts';
import { count } from '../terminal/format.ts';
import type { ProgressLine } from '../terminal/progress.ts';
import type { Reporter } from '../terminal/terminal.ts';
import { FunctionWatch } from './function-watch.ts';
import type { Notice } from './notice.ts';
import { StackTroubles } from './stack-troubles.ts';

/** The line that shows records as they are answered; troubles of the function and the mapping stand above it. */
export class LiveLine {
  readonly #watch = new FunctionWatch();
  readonly #report: Reporter;
  readonly #progress: ProgressLine;
  readonly #troubles = new StackTroubles();
  #givenUp = 0;
  #told = '';

  constructor(report: Reporter) {
    this.#report = report;
    this.#progress = report.progress('predicted');
  }

  /** What became of records so far; `givenUp` ones the mapping put into the on-failure destination. */
  get counts(): { readonly predicted: number; readonly rejected: number; readonly givenUp: number } {
    const { predicted, rejected } = this.#watch.counts;
    return { predicted, rejected, givenUp: this.#givenUp };
  }

  take(event: StackEvent): void {
    const trouble = this.#troubles.of(event);
    if (trouble !== undefined) this.tell({ text: trouble });
    if (event.type === 'function-log') this.#takeLine(event.line);
    if (event.type === 'mapping' && event.event.type === 'discarded') {
      this.#givenUp += event.event.records;
      this.#show();
    }
  }

  end(): void {
    this.#progress.end();
  }

  #takeLine(line: string): void {
    const before = this.#watch.counts;
    const trouble = this.#watch.take(line);
    if (trouble !== undefined) this.tell({ text: `function: ${trouble.message}` });
    const { predicted, rejected, waiting } = this.#watch.counts;
    if (predicted + rejected + waiting !== before.predicted + before.rejected + before.waiting) this.#show();
  }

  #show(): void {
    const { predicted, rejected, waiting, version } = this.#watch.counts;
    const details = [
      `rejected ${count(rejected)}`,
      `waiting ${count(waiting)}`,
      ...(this.#givenUp > 0 ? [`given up ${count(this.#givenUp)}`] : []),
      ...(version === undefined ? [] : [`version ${version}`]),
    ];
    this.#progress.update(predicted, details.join('  '));
  }

  /** A trouble that goes on is told once to people, and to machines each time. */
  tell({ text, data }: Notice): void {
    if (data !== undefined) this.#report.result(data);
    if (text === this.#told) return;
    this.#told = text;
    this.#progress.end();
    this.#report.note(text);
  }
}
