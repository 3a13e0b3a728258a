import type { Distribution, Parameters } from '../../../training/space/distribution.ts';
import type { Problem } from './functions.ts';

/**
 * Spaces with a choice that tempts: nearly every point of "easy" is good, none is the best; of "right" most points are
 * worse than any of "easy", and the best of all is among them. The others are worse throughout. A search that settles
 * for "easy" is left with a regret of 0.05.
 */
const CHOICES: Readonly<Record<string, { offset: number; slope: number; centre: number }>> = {
  easy: { offset: 0.05, slope: 0.1, centre: 0.3 },
  right: { offset: 0, slope: 1.2, centre: 0.7 },
  dull: { offset: 0.2, slope: 0.3, centre: 0.5 },
  poor: { offset: 0.4, slope: 0.5, centre: 0.2 },
};

const NAMES = ['x0', 'x1', 'x2', 'x3'];
const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null };
const units = Object.fromEntries(NAMES.map((name) => [name, unit]));

function value(choice: string, parameters: Parameters): number {
  const { offset, slope, centre } = CHOICES[choice]!;
  const distances = NAMES.map((name) => (Number(parameters[name]) - centre) ** 2);
  return offset + (slope * distances.reduce((sum, distance) => sum + distance, 0)) / NAMES.length;
}

/** The choice is a parameter beside the others. */
export const mixed: Problem = {
  name: 'mixed',
  space: { function: { choice: { kind: 'categorical', choices: Object.keys(CHOICES) }, ...units } },
  evaluate: (_, parameters) => value(String(parameters.choice), parameters),
  minimum: 0,
};

/** The choice is a family, each with parameters of its own. */
export const families: Problem = {
  name: 'families',
  space: Object.fromEntries(Object.keys(CHOICES).map((choice) => [choice, units])),
  evaluate: value,
  minimum: 0,
};
