import { UserError } from '../../../lib/contract/errors.ts';

/** What a hyperparameter may be. Both bounds are included. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly integer?: boolean;
}

/** @throws UserError for a hyperparameter that nobody knows, or that is out of its range */
export function checkRanges(
  family: string,
  hyperparameters: Readonly<Record<string, number | string | boolean>>,
  ranges: Readonly<Record<string, Range>>,
): void {
  for (const [name, value] of Object.entries(hyperparameters)) {
    if (name === 'classWeight') checkClassWeight(family, value);
    else checkNumber(`the ${family}'s ${name}`, value, ranges[name]);
  }
}

function checkNumber(what: string, value: unknown, range: Range | undefined): void {
  if (range === undefined) throw new UserError(`${what} is not one of its hyperparameters; leave it out`);
  const { low, high, integer = false } = range;
  const fits = typeof value === 'number' && value >= low && value <= high;
  if (fits && (!integer || Number.isInteger(value))) return;
  throw new UserError(
    `${what} is ${value}; expected ${integer ? 'an integer' : 'a number'} from ${low} to ${high}`,
  );
}

function checkClassWeight(family: string, value: unknown): void {
  if (value === 'none' || value === 'balanced') return;
  throw new UserError(`the ${family}'s classWeight is ${value}; expected none or balanced`);
}
