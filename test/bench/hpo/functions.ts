import type { Parameters, SearchSpace } from '../../../training/space/distribution.ts';

/** A function to minimise, and what is known of it. */
export interface Problem {
  readonly name: string;
  readonly space: SearchSpace;
  /** @param family one of the space's */
  evaluate(family: string, parameters: Parameters): number;
  readonly minimum: number;
}

function numeric(
  name: string,
  bounds: readonly (readonly [low: number, high: number])[],
  minimum: number,
  value: (x: number[]) => number,
): Problem {
  const names = bounds.map((_, at) => `x${at}`);
  const subspace = Object.fromEntries(
    bounds.map(([low, high], at) => [
      names[at]!,
      { kind: 'float', low, high, log: false, step: null } as const,
    ]),
  );
  return {
    name,
    space: { function: subspace },
    evaluate: (_, parameters) => value(names.map((parameter) => Number(parameters[parameter]))),
    minimum,
  };
}

const sum = (terms: number[]) => terms.reduce((total, term) => total + term, 0);
const five = (low: number, high: number) => Array.from({ length: 5 }, () => [low, high] as const);

/** Surjanovic & Bingham, "Virtual Library of Simulation Experiments", https://www.sfu.ca/~ssurjano/optimization.html */
const branin = numeric(
  'branin',
  [
    [-5, 10],
    [0, 15],
  ],
  0.39788735772973816,
  ([x = 0, y = 0]) =>
    (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2 +
    10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
    10,
);

const HARTMANN = {
  heights: [1, 1.2, 3, 3.2],
  widths: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  centres: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
};

const hartmann6 = numeric(
  'hartmann6',
  Array.from({ length: 6 }, () => [0, 1] as const),
  -3.322368011415515,
  (x) =>
    -sum(
      HARTMANN.heights.map(
        (height, peak) =>
          height *
          Math.exp(
            -sum(x.map((at, d) => HARTMANN.widths[peak]![d]! * (at - HARTMANN.centres[peak]![d]!) ** 2)),
          ),
      ),
    ),
);

const rastrigin5 = numeric('rastrigin5', five(-5.12, 5.12), 0, (x) =>
  sum(x.map((at) => 10 + at * at - 10 * Math.cos(2 * Math.PI * at))),
);

const ackley5 = numeric(
  'ackley5',
  five(-32.77, 32.77),
  0,
  (x) =>
    20 +
    Math.E -
    20 * Math.exp(-0.2 * Math.sqrt(sum(x.map((at) => at * at)) / x.length)) -
    Math.exp(sum(x.map((at) => Math.cos(2 * Math.PI * at))) / x.length),
);

const rosenbrock5 = numeric('rosenbrock5', five(-5, 10), 0, (x) =>
  sum(x.slice(1).map((next, at) => 100 * (next - x[at]! ** 2) ** 2 + (1 - x[at]!) ** 2)),
);

const sphere5 = numeric('sphere5', five(-5, 5), 0, (x) => sum(x.map((at) => at * at)));

/** The six of the published comparison. */
export const FUNCTIONS: readonly Problem[] = [branin, hartmann6, rastrigin5, ackley5, rosenbrock5, sphere5];
