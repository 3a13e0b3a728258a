/** How a step ended. */
export interface StepResult {
  readonly name: string;
  readonly seconds: number;
  readonly detail: string;
}

/** What a step says while it runs. */
export type Progress = (line: string) => void;

export interface StepOutput {
  /** Takes text as it is, line ends and control characters included. */
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** How often a step that takes long says so where there is no terminal. */
const BEAT_MS = 30_000;

/** Runs steps one after the other, and writes a line for each with its seconds. */
export class Steps {
  readonly done: StepResult[] = [];
  readonly #out: StepOutput;

  constructor(out: StepOutput) {
    this.#out = out;
  }

  /** @param work answers with what came out, in a few words */
  async run(name: string, work: (progress: Progress) => Promise<string>): Promise<string> {
    const started = performance.now();
    const seconds = () => Math.round((performance.now() - started) / 100) / 10;
    let latest = '';
    const show = (line: string) => {
      latest = line;
      this.#rewrite(`  ${name} … ${line}`);
    };
    show('');
    const beat = setInterval(() => this.#beat(`${Math.round(seconds())} s  ${name} … ${latest}`), BEAT_MS);
    try {
      const detail = await work(show);
      const result = { name, seconds: seconds(), detail };
      this.done.push(result);
      this.#finish(`${lineOf(result)}\n`);
      return detail;
    } catch (error) {
      this.#finish(`${lineOf({ name, seconds: seconds(), detail: 'FAILED' })}\n`);
      throw error;
    } finally {
      clearInterval(beat);
    }
  }

  /** A line beside the steps. */
  note(line: string): void {
    this.#finish(`  ${line}\n`);
  }

  /** What runs at the moment, on a terminal alone. */
  #rewrite(line: string): void {
    if (this.#out.isTTY) this.#out.write(`\r\u001b[K${line.slice(0, (this.#out.columns ?? 80) - 1)}`);
  }

  /** The same now and then where there is no terminal. */
  #beat(line: string): void {
    if (!this.#out.isTTY) this.#out.write(`  ${line}\n`);
  }

  #finish(text: string): void {
    this.#out.write(`${this.#out.isTTY ? '\r\u001b[K' : ''}${text}`);
  }
}

function lineOf({ name, seconds, detail }: StepResult): string {
  return `${seconds.toFixed(1).padStart(6)} s  ${name}${detail === '' ? '' : `: ${detail}`}`;
}
