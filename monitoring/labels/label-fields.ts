import { z } from 'zod';
import type { Label } from '../../lib/contract/profile.ts';

/** What a line of labels holds, by the names that people give it: a row of CSV, or an object of JSON. */
export type LabelFields = Readonly<Record<string, unknown>>;

/** Why a line is no label: a sentence without its subject, and without any value. */
export interface NoLabel {
  readonly problem: string;
}

/** The keys, and columns, of the prediction's id; of both the first. */
export const ID_NAMES = ['predictionId', 'id'] as const;

/** A time as a person is shown how to write it. */
export const SAMPLE_TIME = '2026-11-21T02:14:00Z';

/** The fields of a line of JSON; undefined when it is no object. */
export function jsonFields(line: string): LabelFields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The label that fields say, wherever they come from.
 * @param now when the truth was known, unless they say; nothing is known of what lies ahead of it
 */
export function labelOfFields(fields: LabelFields, now: Date): Label | NoLabel {
  const id = ID_NAMES.map((name) => fields[name]).find((value) => value !== undefined && value !== '');
  const { label } = fields;
  if (typeof id !== 'string')
    return { problem: 'has no predictionId; expected that of the prediction record, as text' };
  const isValue =
    typeof label === 'string' ? label !== '' : typeof label === 'number' && Number.isFinite(label);
  if (!isValue) return { problem: 'has no label; expected the true class or value, as text or a number' };
  const [at, arrivedAt] = [timeOf(fields.at), timeOf(fields.arrivedAt)];
  const problem = problemOf('at', at, now) ?? problemOf('arrivedAt', arrivedAt, now);
  if (problem !== undefined) return { problem };
  return {
    id,
    label: label as string | number,
    at: new Date(at ?? now).toISOString(),
    ...(arrivedAt !== undefined && { arrivedAt: new Date(arrivedAt).toISOString() }),
  };
}

/** A year, month and day at least, so that nothing is guessed. */
const TIME = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

const daySchema = z.iso.date();

/** In ms since 1970; NaN for what is no time, such as a day that the calendar lacks. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const day = typeof value === 'string' ? TIME.exec(value)?.[1] : undefined;
  return daySchema.safeParse(day).success ? Date.parse(value as string) : Number.NaN;
}

/** By so much clocks may differ, and zones be mistaken. */
const AHEAD_MS = 24 * 3600 * 1000;

/** One that lies ahead would be the latest of its prediction until then, whatever is handed in to mend it. */
function problemOf(name: string, time: number | undefined, now: Date): string | undefined {
  if (time === undefined) return undefined;
  if (Number.isNaN(time))
    return `has something in "${name}" that is no time; expected one such as ${SAMPLE_TIME}`;
  return time > now.getTime() + AHEAD_MS
    ? `has a time in "${name}" that is still to come; expected one such as ${SAMPLE_TIME}`
    : undefined;
}
