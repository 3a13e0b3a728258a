import type { PredictionView } from './api.ts';

/** A carried value longer than this is cut: the table has a line for it. */
const MAX_TEXT = 40;
const MAX_CARRIED = 4;

/** The keys of a prediction record that are not carried ones. */
const OWN = new Set([
  'predictionId',
  'model',
  'version',
  'prediction',
  'sequenceNumber',
  'shardId',
  'arrivedAt',
  'predictedAt',
]);

/**
 * A record of the output stream as a line of the console, in both output formats.
 * @param at when it was put on the output stream
 * @returns undefined for what is no prediction of Weir: anybody may put records on a local stream
 */
export function predictionView(data: Uint8Array, at: Date): PredictionView | undefined {
  const record = parse(data);
  const { predictionId, prediction, version, arrivedAt } = record ?? {};
  if (typeof predictionId !== 'string' || typeof prediction !== 'object' || prediction === null)
    return undefined;
  const { confidence, probabilities: _, ...labels } = prediction as Readonly<Record<string, unknown>>;
  const carried = Object.entries(record!).filter(([key]) => !OWN.has(key));
  return {
    id: cut(predictionId, 200),
    version: typeof version === 'number' ? version : null,
    label: cut(textOf(Object.values(labels)[0]), MAX_TEXT),
    confidence: typeof confidence === 'number' ? confidence : null,
    arrivedAt: typeof arrivedAt === 'string' ? arrivedAt.slice(0, 24) : null,
    at: at.toISOString(),
    carried: carried
      .slice(0, MAX_CARRIED)
      .map(([key, value]) => [cut(key, MAX_TEXT), cut(textOf(value), MAX_TEXT)]),
  };
}

function parse(data: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
