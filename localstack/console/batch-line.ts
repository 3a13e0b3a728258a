import type { InferenceMetric } from '../../lib/contract/metrics.ts';
import type { Tally } from './api.ts';

/** What one invocation of the function published. */
export interface BatchLine extends Tally {
  /** From the event to the acknowledged predictions. */
  readonly batchMs: number | undefined;
  readonly responseMs: number | undefined;
  /** Of up to 100 predictions. */
  readonly confidences: readonly number[];
  readonly version: number | undefined;
  /** Why the whole batch waits, in the function's own word. */
  readonly waiting: string | undefined;
}

/** What every batch publishes, and by which its lines are told from others before they are parsed. */
const MARK: InferenceMetric = 'RecordsReceived';

/** @returns undefined for a line that is no batch's metric document */
export function readBatchLine(line: string): BatchLine | undefined {
  if (!line.includes(`"${MARK}"`)) return undefined;
  const document = parse(line);
  if (document === undefined || !('_aws' in document)) return undefined;
  const { reason, version } = document;
  return {
    predicted: sumOf(document, 'RecordsPredicted'),
    rejected: sumOf(document, 'RecordsRejected'),
    unfinished: sumOf(document, 'RecordsUnfinished'),
    batchMs: batchMs(document),
    responseMs: valuesOf(document, 'ResponseTime')[0],
    confidences: valuesOf(document, 'Confidence'),
    version: typeof version === 'string' && /^\d+$/.test(version) ? Number(version) : undefined,
    waiting: typeof reason === 'string' ? reason : undefined,
  };
}

type Document = Readonly<Record<string, unknown>>;

function parse(line: string): Document | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Document) : undefined;
  } catch {
    return undefined;
  }
}

/** EMF writes one value as a number, several as an array. */
function valuesOf(document: Document, metric: InferenceMetric): readonly number[] {
  const value = document[metric];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter(isCountOrTime);
}

/** Anything else would stay in the sums for as long as the stack runs. */
function isCountOrTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

function sumOf(document: Document, metric: InferenceMetric): number {
  return valuesOf(document, metric).reduce((sum, value) => sum + value, 0);
}

/** A batch that waits has none. */
function batchMs(document: Document): number | undefined {
  return valuesOf(document, 'BatchLatency')[0];
}
