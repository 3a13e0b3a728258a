import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Direction, ObservedTrial } from '../../../../training/samplers/sampler.ts';
import type { CategoricalKernels } from '../../../../training/samplers/tpe/categorical-kernels.ts';
import type { NumericKernels } from '../../../../training/samplers/tpe/numeric-kernels.ts';
import { parzen } from '../../../../training/samplers/tpe/parzen.ts';
import { goodTrials, splitTrials } from '../../../../training/samplers/tpe/split.ts';
import type { SearchSpace } from '../../../../training/space/distribution.ts';

/** Made by fixtures/generate.py with Optuna itself. */
interface Fixtures {
  readonly spaces: SearchSpace;
  readonly estimates: readonly {
    readonly space: string;
    readonly observed: number[][];
    readonly weights: number[];
    readonly dimensions: readonly { probabilities?: number[][]; means?: number[]; widths?: number[] }[];
    readonly asked: number[][];
    readonly logDensities: number[];
  }[];
  readonly splits: readonly {
    readonly direction: Direction;
    readonly trials: readonly Pick<ObservedTrial, 'number' | 'state' | 'value' | 'steps'>[];
    readonly good: number;
    readonly below: number[];
    readonly above: number[];
  }[];
}

const fixtures: Fixtures = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/optuna-5.0.0.json'), 'utf8'),
);

function expectNear(ours: ArrayLike<number>, theirs: ArrayLike<number>): void {
  expect(ours.length).toBe(theirs.length);
  for (let at = 0; at < theirs.length; at++)
    expect(Math.abs(ours[at]! - theirs[at]!) / Math.max(1, Math.abs(theirs[at]!))).toBeLessThan(1e-9);
}

describe.each(
  fixtures.estimates.map((estimate) => [estimate.space, estimate.observed.length, estimate] as const),
)(
  'the density over %s from %i trials is that of Optuna 5.0',
  (_name, _count, { space, observed, weights, dimensions, asked, logDensities }) => {
    const ours = parzen(fixtures.spaces[space]!, observed);

    it('in the weights of its kernels', () => expectNear(ours.weights, weights));

    it('in every kernel', () => {
      dimensions.forEach((theirs, at) => {
        const kernels = ours.dimensions[at] as Partial<CategoricalKernels & NumericKernels>;
        theirs.probabilities?.forEach((row, kernel) => {
          expectNear(kernels.probabilities![kernel]!, row);
        });
        if (theirs.means) expectNear(kernels.means!, theirs.means);
        if (theirs.widths) expectNear(kernels.widths!, theirs.widths);
      });
    });

    it('in the logarithm of the density', () =>
      expectNear(
        asked.map((point) => ours.logDensity(point)),
        logDensities,
      ));
  },
);

it.each(fixtures.splits)('parts $trials.length trials to $direction as Optuna 5.0 does', (split) => {
  const trials = split.trials.map((trial) => ({ ...trial, family: 'f', parameters: {} }));
  expect(goodTrials(trials.filter(({ state }) => state !== 'running').length)).toBe(split.good);
  const { below, above } = splitTrials(trials, split.direction, split.good);
  expect(below.map(({ number }) => number)).toEqual(split.below);
  expect(above.map(({ number }) => number)).toEqual(split.above);
});
