/** What the function has said so far, taken from its log lines and metrics. */
export interface FunctionCounts {
  /** Answered with a prediction on the output stream. */
  readonly predicted: number;
  /** Put in quarantine. */
  readonly rejected: number;
  /** Of the latest batch: handed back, to be delivered again. */
  readonly waiting: number;
  /** The version that answered last. */
  readonly version: string | undefined;
}

/** A warning or an error of the function, as one sentence. */
export interface FunctionTrouble {
  readonly message: string;
  readonly level: 'WARN' | 'ERROR';
}

/** Fields that Powertools put into every line, and those that only a machine wants. */
const COMMON = new Set([
  ...['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id', 'cold_start'],
  ...[
    'function_arn',
    'function_memory_size',
    'function_name',
    'function_request_id',
    'model',
    'alias',
    'stage',
  ],
]);

/** Follows the function's output: EMF documents become counts, warnings and errors become sentences. */
export class FunctionWatch {
  #predicted = 0;
  #rejected = 0;
  #waiting = 0;
  #version: string | undefined;

  get counts(): FunctionCounts {
    const [predicted, rejected, waiting] = [this.#predicted, this.#rejected, this.#waiting];
    return { predicted, rejected, waiting, version: this.#version };
  }

  /** @returns the trouble that the line tells of, if any; a line that is no JSON object is none of ours */
  take(line: string): FunctionTrouble | undefined {
    const document = parse(line);
    if (document === undefined) return undefined;
    if ('_aws' in document) this.#count(document);
    const { level, message } = document;
    if (level !== 'WARN' && level !== 'ERROR') return undefined;
    const details = Object.entries(document).filter(([key]) => !COMMON.has(key));
    const also = details.length === 0 ? '' : ` ${JSON.stringify(Object.fromEntries(details))}`;
    return { level, message: `${String(message)}${also}` };
  }

  #count(document: Readonly<Record<string, unknown>>): void {
    this.#predicted += sum(document.RecordsPredicted);
    this.#rejected += sum(document.RecordsRejected);
    this.#waiting = sum(document.RecordsUnfinished);
    if (typeof document.version === 'string') this.#version = document.version;
  }
}

/** A metric's value: EMF writes one as a number, several as an array. */
function sum(value: unknown): number {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.reduce<number>((total, one) => total + (typeof one === 'number' ? one : 0), 0);
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
