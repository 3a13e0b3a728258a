import { UserError } from '../../lib/contract/errors.ts';
import type { ParameterValue } from '../space/distribution.ts';

/** What a hyperparameter may be. */
export interface Allowed {
  readonly test: (value: ParameterValue) => boolean;
  /** In words, with an example. */
  readonly expected: string;
}

/** An integer from `low` to `high`, both included. */
export function integer(low: number, high: number, example: number): Allowed {
  return {
    test: (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
    expected: `an integer from ${low} to ${high}, such as ${example}`,
  };
}

/** A number from `low` to `high`, both included. */
export function number(low: number, high: number, example: number): Allowed {
  return {
    test: (value) => typeof value === 'number' && value >= low && value <= high,
    expected: `a number from ${low} to ${high}, such as ${example}`,
  };
}

export function oneOf(...choices: readonly ParameterValue[]): Allowed {
  return { test: (value) => choices.includes(value), expected: choices.join(' or ') };
}

/** @throws UserError for the first hyperparameter that is unknown or not what is allowed */
export function checkHyperparameters(
  family: string,
  given: Readonly<Record<string, ParameterValue>>,
  allowed: Readonly<Record<string, Allowed>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = allowed[name];
    if (rule === undefined) {
      throw new UserError(
        `${family} has no hyperparameter ${name}; it has ${Object.keys(allowed).join(', ')}`,
      );
    }
    if (!rule.test(value)) {
      throw new UserError(`${family}: ${name} is ${value}; expected ${rule.expected}`);
    }
  }
}
