import { UserError } from '../../lib/contract/errors.ts';
import type { Distribution, SearchSpace } from './distribution.ts';
import { gridSize, isOnGrid } from './grid.ts';

type Numeric = Exclude<Distribution, { kind: 'categorical' }>;

/**
 * Refuses a search space that nothing could be drawn from as its author meant it.
 * @throws UserError naming the first parameter that is wrong, what came and what was expected
 */
export function checkSpace(space: SearchSpace): void {
  const families = Object.entries(space);
  if (families.length === 0)
    throw new UserError('The search space has no family. Give at least one, such as {"svm": {…}}.');
  for (const [family, subspace] of families)
    for (const [parameter, distribution] of Object.entries(subspace)) {
      const mistake = mistakeOf(distribution);
      if (mistake !== undefined)
        throw new UserError(`${family}.${parameter}: ${JSON.stringify(distribution)} ${mistake}`);
    }
}

/** What is wrong and what was expected, or undefined. */
function mistakeOf(distribution: Distribution): string | undefined {
  return distribution.kind === 'categorical'
    ? mistakeOfChoices(distribution.choices)
    : mistakeOfRange(distribution);
}

function mistakeOfChoices(choices: readonly unknown[]): string | undefined {
  if (choices.length === 0) return 'has no choice. Give one or more.';
  if (choices.some((choice) => typeof choice === 'number' && !Number.isFinite(choice)))
    return 'has a choice that is no finite number. Leave it out or write it as text.';
  const twice = choices.find((choice, at) => choices.indexOf(choice) !== at);
  return twice === undefined ? undefined : `has ${JSON.stringify(twice)} twice. Name each choice once.`;
}

function mistakeOfRange(range: Numeric): string | undefined {
  const { kind, low, high, log, step } = range;
  if (![low, high, high - low].every(Number.isFinite))
    return 'has a bound or width that is no finite number.';
  if (kind === 'int' && !(Number.isSafeInteger(low) && Number.isSafeInteger(high)))
    return 'has a bound that is no whole number. Expected whole numbers, or the kind "float".';
  if (low > high) return `has its low bound above its high one. Expected low ≤ high.`;
  if (log && low <= 0)
    return `is logarithmic from ${low}. Expected a low bound above 0${kind === 'int' ? ', 1 or more' : ''}.`;
  if (log && (kind === 'int' ? step !== 1 : step !== null))
    return 'is logarithmic and has a step. Expected one of the two.';
  return step === null ? undefined : mistakeOfStep(range, step);
}

function mistakeOfStep(range: Numeric, step: number): string | undefined {
  if (!(step > 0 && Number.isFinite(step))) return `has a step of ${step}. Expected one above 0.`;
  if (isOnGrid(range.high, range.low, step)) return undefined;
  const reached = range.low + (gridSize(range.low, range.high, step) - 1) * step;
  return `has a high bound that is not low + k·step. Expected one that is, such as ${Number(reached.toPrecision(12))}.`;
}
