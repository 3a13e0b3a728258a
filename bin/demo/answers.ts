import type { ShardRecord } from '../../lib/streams/read-stream.ts';

/** A prediction as it was read from the output stream. */
export interface Answer {
  /** When it was read, in milliseconds of the performance clock. */
  readonly readAt: number;
  readonly version: number | undefined;
  readonly prediction: Readonly<Record<string, unknown>>;
  readonly customerId: unknown;
}

/** The answers so far, by prediction id: the first of each counts, further ones are duplicates. */
export class Answers {
  readonly first = new Map<string, Answer>();
  duplicates = 0;

  /** @throws TypeError when the record is no prediction: nothing else writes on the demo's stream */
  add(record: ShardRecord, readAt: number): void {
    const value: unknown = JSON.parse(Buffer.from(record.data).toString('utf8'));
    if (!isPrediction(value)) throw new TypeError('a record of the output stream is not a prediction');
    if (this.first.has(value.predictionId)) {
      this.duplicates++;
      return;
    }
    const { predictionId, prediction, version, customer_id: customerId } = value;
    this.first.set(predictionId, { readAt, prediction, version, customerId });
  }
}

interface Prediction {
  readonly predictionId: string;
  readonly prediction: Readonly<Record<string, unknown>>;
  readonly version?: number;
  readonly customer_id?: unknown;
}

function isPrediction(value: unknown): value is Prediction {
  if (typeof value !== 'object' || value === null) return false;
  const { predictionId, prediction } = value as Partial<Record<string, unknown>>;
  return typeof predictionId === 'string' && typeof prediction === 'object' && prediction !== null;
}
