import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { NAME_PATTERN } from '../../lib/contract/names.ts';

/** Schemas whose message is what is allowed; problems.ts says what came. */

/** A stage is a part of names: the longest name of a stream, 20 + 20 + 63 characters and a word, then fits 128. */
export const STAGE_PATTERN = /^[a-z][a-z0-9-]{0,19}$/;

export function wholeNumber(from: number, to: number) {
  const error = `a whole number from ${grouped(from)} to ${grouped(to)}`;
  return z
    .number({ error })
    .refine((value) => Number.isInteger(value) && value >= from && value <= to, { error });
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` });
}

export function text(pattern: RegExp, allowed: string) {
  return z.string({ error: allowed }).regex(pattern, { error: allowed });
}

function grouped(n: number): string {
  return n.toLocaleString('en-GB');
}

export const modelNameSchema = text(
  NAME_PATTERN,
  'a name of 1 to 63 characters of a-z, 0-9 and "-", such as wine-quality',
);

/** What the check answers; its UserError becomes one more problem of the settings. */
export function orIssue<T>(context: z.RefinementCtx, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, params: { sentence: true } });
    return z.NEVER;
  }
}
