import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { createSampler } from '../../../training/samplers/create-sampler.ts';
import { haltonShare } from '../../../training/samplers/halton.ts';
import type { ObservedTrial, SuggestionRequest } from '../../../training/samplers/sampler.ts';
import { contains } from '../../../training/space/contains.ts';
import type { Distribution, SearchSpace } from '../../../training/space/distribution.ts';

const NAMES = ['random', 'quasi-random', 'tpe'] as const;

const space: SearchSpace = {
  svm: {
    C: { kind: 'float', low: 1e-3, high: 1e3, log: true, step: null },
    kernel: { kind: 'categorical', choices: ['linear', 'rbf', 'poly'] },
    shrinking: { kind: 'categorical', choices: [true, false] },
  },
  forest: {
    trees: { kind: 'int', low: 10, high: 500, log: true, step: 1 },
    share: { kind: 'float', low: 0.1, high: 1, log: false, step: 0.1 },
    depth: { kind: 'int', low: 2, high: 20, log: false, step: 2 },
  },
  constant: {},
};

/** A study in which every sixth trial fails, is pruned, or runs still. */
function history(request: Omit<SuggestionRequest, 'number' | 'trials'>, count: number): ObservedTrial[] {
  const trials: ObservedTrial[] = [];
  const states = ['complete', 'pruned', 'complete', 'failed', 'complete', 'running'] as const;
  for (let number = 0; number < count; number++) {
    const suggestion = createSampler({ name: 'tpe', options: {} }).suggest({ ...request, number, trials });
    const state = states[number % states.length]!;
    const value = Math.sin(number * 12.9898);
    trials.push({
      ...suggestion,
      number,
      state,
      value: state === 'complete' ? value : null,
      steps: state === 'pruned' ? [{ step: 1 + (number % 3), value }] : [],
    });
  }
  return trials;
}

describe.each(NAMES)('the sampler %s', (name) => {
  const sampler = createSampler({ name, options: {} });

  it('suggests what the space contains, whatever it has seen', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat(40),
        fc.constantFrom('minimize' as const, 'maximize' as const),
        (seed, count, direction) => {
          const trials = history({ space, direction, seed }, count);
          const { family, parameters } = sampler.suggest({ space, direction, seed, number: count, trials });
          const subspace = space[family]!;
          expect(Object.keys(parameters).sort()).toEqual(Object.keys(subspace).sort());
          for (const [parameter, distribution] of Object.entries(subspace))
            expect(contains(distribution, parameters[parameter])).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('suggests the same for the same request, and something else for another number or seed', () => {
    const request = { space, direction: 'minimize', seed: 7 } as const;
    const trials = history(request, 30);
    const suggest = (seed: number, number: number) => sampler.suggest({ ...request, seed, number, trials });
    expect(suggest(7, 30)).toEqual(suggest(7, 30));
    const others = [suggest(7, 30), suggest(7, 31), suggest(7, 32), suggest(8, 30), suggest(7 + 2 ** 32, 30)];
    expect(new Set(others.map((suggestion) => JSON.stringify(suggestion))).size).toBeGreaterThan(3);
  });

  it('refuses an option that it does not have', () => {
    const create = () => createSampler({ name, options: { candidate: 5 } });
    expect(create).toThrow(UserError);
    expect(create).toThrow(new RegExp(`"candidate":5.*sampler ${name}`));
  });
});

it('refuses an option that is out of range, with what came', () => {
  expect(() => createSampler({ name: 'tpe', options: { exploringShare: 2 } })).toThrow(/exploringShare.*2/s);
});

describe('the scrambled Halton sequence', () => {
  const points = (seed: number, count: number, dimension: number) =>
    Array.from({ length: count }, (_, index) => haltonShare(seed, index, dimension));

  it('puts one point in each of as many equal parts as a power of the base', () => {
    [2, 3, 5, 7].forEach((base, dimension) => {
      const count = base ** 3;
      const cells = points(11, count, dimension).map((share) => Math.floor(share * count));
      expect(new Set(cells).size).toBe(count);
    });
  });

  it('fills squares of two dimensions evenly', () => {
    // 72 = 2³·3² points: one in each cell of 8 by 9.
    const [x, y] = [points(3, 72, 0), points(3, 72, 1)];
    const cells = x.map((share, at) => Math.floor(share * 8) * 9 + Math.floor(y[at]! * 9));
    expect(new Set(cells).size).toBe(72);
  });

  it('differs from seed to seed, also in high dimensions', () => {
    expect(points(1, 5, 30)).not.toEqual(points(2, 5, 30));
    const [x, y] = [points(1, 60, 30), points(1, 60, 31)];
    const centred = (shares: number[]) => shares.map((share) => share - 0.5);
    const product = centred(x).reduce((sum, share, at) => sum + share * centred(y)[at]!, 0) / 60;
    // Without scrambling these two dimensions have a correlation of .9: 12 times as much.
    expect(Math.abs(product * 12)).toBeLessThan(0.35);
  });
});

it('tpe searches as well with a parameter of one value beside the others as without it', () => {
  const x: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null };
  const search = (space: SearchSpace) => {
    const tpe = createSampler({ name: 'tpe', options: {} });
    const trials: ObservedTrial[] = [];
    for (let number = 0; number < 60; number++) {
      const suggestion = tpe.suggest({ space, direction: 'minimize', seed: 3, number, trials });
      const value = (Number(suggestion.parameters.x) - 0.7) ** 2;
      trials.push({ ...suggestion, number, state: 'complete', value, steps: [] });
    }
    return trials.map(({ parameters }) => parameters.x);
  };
  const alone = search({ f: { x } });
  const ones: Distribution[] = [
    { kind: 'float', low: 3, high: 3, log: false, step: null },
    { kind: 'float', low: 3, high: 3, log: true, step: null },
    { kind: 'float', low: 0.3, high: 0.3, log: false, step: 0.1 },
    { kind: 'int', low: 7, high: 7, log: true, step: 1 },
  ];
  for (const one of ones) expect(search({ f: { x, one } })).toEqual(alone);
});

it('suggestions take milliseconds after a thousand trials', () => {
  const random = createSampler({ name: 'random', options: {} });
  const request = { space, direction: 'minimize', seed: 1 } as const;
  const trials = Array.from({ length: 1000 }, (_, number): ObservedTrial => {
    const suggestion = random.suggest({ ...request, number, trials: [] });
    return { ...suggestion, number: number - 500, state: 'complete', value: Math.sin(number), steps: [] };
  });
  const started = performance.now();
  createSampler({ name: 'tpe', options: {} }).suggest({ ...request, number: 500, trials });
  expect(performance.now() - started).toBeLessThan(500);
});
