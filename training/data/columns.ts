import { UserError } from '../../lib/contract/errors.ts';
import { MAX_FEATURES } from '../../lib/contract/signature.ts';
import { sha256Of } from './table.ts';
import type { Target } from './target.ts';

/** @throws UserError when a model would read more columns than a record may carry */
export function checkCount(names: readonly string[], source: string): void {
  if (names.length > MAX_FEATURES) {
    throw new UserError(
      `${source} has ${names.length} columns to learn from; a model reads ${MAX_FEATURES} at most. Name those that ` +
        'matter with --features',
    );
  }
  if (names.length === 0) {
    throw new UserError(`${source} has no column besides the target; give it columns to learn from`);
  }
}

/**
 * Refuses columns that say the same: a column that repeats another teaches nothing and takes half its importance,
 * and one that repeats the target is the answer itself. Constant columns are let be.
 * @throws UserError that names both
 */
export function checkColumns(
  columns: ReadonlyMap<string, Float64Array>,
  target: Target,
  source: string,
): void {
  const answer = answerColumn(target);
  const seen = new Map<string, string>(answer === undefined ? [] : [[digestOf(answer), target.column]]);
  for (const [name, values] of columns) {
    if (values.every((value) => value === values[0])) continue;
    const digest = digestOf(values);
    const twin = seen.get(digest);
    if (twin !== undefined) throw repeated(name, twin, target, source);
    seen.set(digest, name);
  }
}

function repeated(name: string, twin: string, target: Target, source: string): UserError {
  const what =
    twin === target.column
      ? `column "${name}" repeats the target "${twin}" in every row: it is the answer`
      : `columns "${twin}" and "${name}" hold the same values in every row`;
  return new UserError(`${source}: ${what}. Delete one, or name the columns to read with --features`);
}

/** The target as numbers, undefined for names. */
function answerColumn(target: Target): Float64Array | undefined {
  if (target.task === 'regression') return target.values;
  const { classes, labels } = target;
  if (!classes.every((label) => typeof label === 'number')) return undefined;
  return Float64Array.from(labels, (label) => Number(classes[label]));
}

function digestOf(values: Float64Array): string {
  // −0 and 0 are one number with two bit patterns.
  return sha256Of(new Uint8Array(values.map((value) => value + 0).buffer));
}
