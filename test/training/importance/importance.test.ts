import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parameterImportance } from '../../../training/importance/importance.ts';
import { randomSampler } from '../../../training/samplers/random.ts';
import type { Direction, ObservedTrial } from '../../../training/samplers/sampler.ts';
import type { Parameters, SearchSpace, Subspace } from '../../../training/space/distribution.ts';

/** Made by fixtures/generate.py with Optuna itself. */
interface Fixtures {
  readonly space: Subspace;
  readonly studies: readonly {
    readonly direction: Direction;
    readonly trials: readonly { parameters: Parameters; value: number }[];
    readonly importance: Readonly<Record<string, number>>;
  }[];
}

const fixtures: Fixtures = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/optuna-5.0.0.json'), 'utf8'),
);

const unit = { kind: 'float', low: 0, high: 1, log: false, step: null } as const;

/** A random search's trials with values by a rule. */
function searched(
  space: SearchSpace,
  count: number,
  value: (family: string, parameters: Record<string, number>) => number,
): ObservedTrial[] {
  const sampler = randomSampler();
  return Array.from({ length: count }, (_, number) => {
    const drawn = sampler.suggest({ space, direction: 'minimize', seed: 5, number, trials: [] });
    const objective = value(drawn.family, drawn.parameters as Record<string, number>);
    return { ...drawn, number, state: 'complete', value: objective, steps: [] };
  });
}

it.each(fixtures.studies)(
  'gives parameters the importance that Optuna 5.0 gives them, to $direction',
  ({ direction, trials, importance }) => {
    const observed = trials.map(
      (trial, number): ObservedTrial => ({ ...trial, number, family: 'f', state: 'complete', steps: [] }),
    );
    const ours = parameterImportance({ f: fixtures.space }, observed, direction);
    for (const [name, share] of Object.entries(importance))
      expect(ours.families.f![name]).toBeCloseTo(share, 9);
  },
);

describe('of several families', () => {
  const space: SearchSpace = { good: { x: unit, y: unit }, bad: { x: unit, y: unit } };

  it('judges each by its own trials, so that the parameters of a bad family show as well', () => {
    const trials = searched(space, 200, (family, { x, y }) =>
      family === 'good' ? (x! - 0.5) ** 2 + 0.01 * y! : 10 + (y! - 0.5) ** 2 + 0.01 * x!,
    );
    const { families } = parameterImportance(space, trials, 'minimize');
    expect(families.good!.x).toBeGreaterThan(0.8);
    expect(families.bad!.y).toBeGreaterThan(0.8);
    expect(families.good!.x! + families.good!.y!).toBeCloseTo(1, 12);
  });
});

it('gives no importance when there are too few complete trials', () => {
  const [trial] = searched({ f: { x: unit } }, 1, () => 1);
  const pruned: ObservedTrial = { ...trial!, number: 1, state: 'pruned', value: null };
  expect(parameterImportance({ f: { x: unit } }, [trial!, pruned], 'minimize')).toEqual({
    families: { f: { x: 0 } },
  });
});

it('gives a parameter that cannot vary no importance', () => {
  const space: SearchSpace = { f: { fixed: { ...unit, high: 0 }, x: unit } };
  const trials = searched(space, 50, (_, { x }) => x!);
  expect(parameterImportance(space, trials, 'minimize').families.f).toEqual({ fixed: 0, x: 1 });
});
