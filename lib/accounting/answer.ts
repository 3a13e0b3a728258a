import { z } from 'zod';
import { PROBABILITY_TOLERANCE, VALUE_TOLERANCE } from '../contract/golden.ts';
import { RESERVED_OUTPUT_KEYS } from '../contract/signature.ts';

/** What a prediction record answers. Compact records lack what is undefined here. */
export interface Answer {
  /** Model and version; of compact records, which name neither, the empty text. */
  readonly version: string;
  /** The class label or the value. */
  readonly label: string | number;
  readonly confidence: number | undefined;
  readonly probabilities: Readonly<Record<string, number>> | undefined;
  /** The carried keys in their order, each value as the JSON text that it came as. */
  readonly carried: Readonly<Record<string, string>>;
}

/** A prediction record: an answer, and whose it is. */
export interface PredictionRead extends Answer {
  readonly id: string;
  readonly shardId: string | undefined;
  readonly sequenceNumber: string | undefined;
}

const recordSchema = z.object({
  predictionId: z.string().min(1),
  model: z.string().optional(),
  version: z.int().positive().optional(),
  prediction: z
    .object({
      confidence: z.number().optional(),
      probabilities: z.record(z.string(), z.number()).optional(),
    })
    .catchall(z.union([z.string(), z.number()])),
  sequenceNumber: z.string().optional(),
  shardId: z.string().optional(),
});

const RESERVED = new Set<string>(RESERVED_OUTPUT_KEYS);

/** Reads a record of the output stream, full or compact; undefined when it is no prediction. */
export function readAnswer(data: Uint8Array): PredictionRead | undefined {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  const fields = parse(text);
  const parsed = recordSchema.safeParse(fields);
  if (!parsed.success) return undefined;
  const { predictionId, model, version, prediction, sequenceNumber, shardId } = parsed.data;
  const { confidence, probabilities, ...named } = prediction;
  const labels = Object.values(named);
  if (labels.length !== 1) return undefined;
  return {
    id: predictionId,
    shardId,
    sequenceNumber,
    version: version === undefined ? '' : `${model ?? ''} ${version}`,
    label: labels[0]!,
    confidence,
    probabilities,
    carried: carriedOf(fields as Record<string, unknown>, text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function carriedOf(fields: Readonly<Record<string, unknown>>, text: string): Record<string, string> {
  const carried = Object.entries(fields).filter(([key]) => !RESERVED.has(key));
  if (carried.every(([, value]) => isExact(value)))
    return Object.fromEntries(carried.map(([key, value]) => [key, JSON.stringify(value)]));
  const exact = JSON.parse(text, keepDigits) as Record<string, unknown>;
  return Object.fromEntries(carried.map(([key]) => [key, JSON.stringify(exact[key])]));
}

/** What JSON.parse cannot have changed. */
function isExact(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isSafeInteger(value)
    : typeof value !== 'object' || value === null;
}

/** A number as its own text: a double would drop the last digits of a long one. */
function keepDigits(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  return typeof value === 'number' && context?.source !== undefined ? { number: context.source } : value;
}

/** An answer as a text to keep: equal answers are equal texts. */
export function packAnswer({ version, label, confidence, probabilities, carried }: Answer): string {
  return JSON.stringify([version, label, confidence ?? null, probabilities ?? null, carried]);
}

export function unpackAnswer(packed: string): Answer {
  const [version, label, confidence, probabilities, carried] = JSON.parse(packed);
  return {
    version,
    label,
    confidence: confidence ?? undefined,
    probabilities: probabilities ?? undefined,
    carried,
  };
}

/** A mark as `LedgerEntry.mark` has it, of a carried value's JSON text. */
export function markOf(json: string): string {
  return json.startsWith('"') ? String(JSON.parse(json)) : json;
}

/** The difference of two floats that each are within the tolerance may exceed it in its last bit. */
const LAST_BITS = 1e-9;

/**
 * What is wrong between two answers under one id by one version; undefined when they agree: labels equal unless the
 * two best probabilities of both are within the margin, each probability within it, carried values the same.
 */
export function disagreement(
  first: Answer,
  repeat: Answer,
  task: 'classification' | 'regression',
): string | undefined {
  if (!sameFields(first.carried, repeat.carried)) return 'the carried values differ';
  if (task === 'regression')
    return valuesDiffer(Number(first.label), Number(repeat.label)) ? 'the values differ' : undefined;
  const change = largestChange(first, repeat);
  if (change > PROBABILITY_TOLERANCE + LAST_BITS) return `a probability differs by ${change.toPrecision(2)}`;
  if (first.label === repeat.label || (isNearTie(first) && isNearTie(repeat))) return undefined;
  return `the labels are ${first.label} and ${repeat.label}`;
}

function sameFields(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function valuesDiffer(a: number, b: number): boolean {
  return !(Math.abs(a - b) <= VALUE_TOLERANCE * Math.max(1, Math.abs(a)) + LAST_BITS);
}

/** Of all probabilities, or of the confidences where there are no others; infinite when one answer lacks some. */
function largestChange(a: Answer, b: Answer): number {
  const before = { ...a.probabilities, confidence: a.confidence ?? 0 };
  const after = { ...b.probabilities, confidence: b.confidence ?? 0 };
  const classes = new Set([...Object.keys(before), ...Object.keys(after)]);
  let most = 0;
  for (const name of classes) {
    const change = Math.abs(
      (before as Record<string, number>)[name]! - (after as Record<string, number>)[name]!,
    );
    most = Math.max(most, Number.isNaN(change) ? Number.POSITIVE_INFINITY : change);
  }
  return most;
}

/** Whether another label could have been as good. A compact answer shows one probability: it cannot be told apart. */
function isNearTie({ probabilities, confidence }: Answer): boolean {
  if (probabilities === undefined) return confidence !== undefined;
  const [best = 1, second = 0] = Object.values(probabilities).toSorted((a, b) => b - a);
  return best - second <= PROBABILITY_TOLERANCE + LAST_BITS;
}
