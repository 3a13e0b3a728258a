import { constants } from 'node:os';
import type { Config } from '../config.ts';
import { ProgressLine } from './progress.ts';

/** Where text goes: a process's stream, or a test's. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What every command gets: where to write, what is configured, and how it learns of Ctrl-C. */
export interface Cli {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly config: Config;
  /**
   * From the first call on, Ctrl-C (SIGTERM, SIGHUP) aborts this signal with an Interrupted instead of ending the
   * process at once; a second one ends it. Commands with nothing to clean up never ask for it.
   */
  interruption(): AbortSignal;
}

/** What asks a process to stop: Ctrl-C, a supervisor, a terminal that was closed. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** One of them, as the reason of an aborted signal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** As shells count: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP. */
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super('interrupted');
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * The two audiences of a command. People read lines on standard output and progress on standard error;
 * machines (`--json`) read JSON on standard output and nothing else.
 */
export class Reporter {
  readonly json: boolean;
  readonly #cli: Cli;

  constructor(cli: Cli, options: { readonly json?: boolean | undefined }) {
    this.#cli = cli;
    this.json = options.json ?? false;
  }

  /** Lines for people. */
  say(...lines: readonly string[]): void {
    if (!this.json) this.#cli.stdout.write(`${lines.join('\n')}\n`);
  }

  /** What happens by the way: for people, but not part of the result. */
  note(text: string): void {
    if (!this.json) this.#cli.stderr.write(`${text}\n`);
  }

  /** One line of JSON for machines. */
  result(value: unknown): void {
    if (this.json) this.data(value);
  }

  /** One line of JSON for both. */
  data(value: unknown): void {
    this.#cli.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** @param total how many there will be; undefined when nobody knows */
  progress(label: string, total?: number): ProgressLine {
    return new ProgressLine(this.json ? undefined : this.#cli.stderr, { label, total });
  }
}
