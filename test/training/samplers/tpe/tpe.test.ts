import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../../training/samplers/create-sampler.ts';
import type { Direction, ObservedTrial, Suggestion } from '../../../../training/samplers/sampler.ts';
import type { Distribution, SearchSpace } from '../../../../training/space/distribution.ts';

const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null };
const line: SearchSpace = { f: { x: unit } };

interface Search {
  readonly space: SearchSpace;
  readonly trials: number;
  readonly seed?: number;
  readonly direction?: Direction;
  readonly options?: Record<string, number | boolean>;
  readonly value: (suggestion: Suggestion) => number;
}

/** A serial search to its end. */
function search({ space, trials: count, seed = 1, direction = 'minimize', options = {}, value }: Search) {
  const sampler = createSampler({ name: 'tpe', options });
  const trials: ObservedTrial[] = [];
  for (let number = 0; number < count; number++) {
    const suggestion = sampler.suggest({ space, direction, seed, number, trials });
    trials.push({ ...suggestion, number, state: 'complete', value: value(suggestion), steps: [] });
  }
  return trials;
}

const xOf = ({ parameters }: Suggestion) => Number(parameters.x);

describe('after its start', () => {
  it.each(['minimize', 'maximize'] as const)('closes in on the best place, to %s', (direction) => {
    const sign = direction === 'minimize' ? 1 : -1;
    const found = search({
      space: line,
      trials: 60,
      direction,
      value: (trial) => sign * (xOf(trial) - 0.3) ** 2,
    });
    const late = found.slice(40).map((trial) => Math.abs(xOf(trial) - 0.3));
    expect(late.filter((distance) => distance < 0.1).length).toBeGreaterThan(14);
  });

  it('takes pruned trials that got furthest for the better ones', () => {
    const sampler = createSampler({ name: 'tpe', options: {} });
    const trials = Array.from({ length: 40 }, (_, number): ObservedTrial => {
      const x = (number * 0.381966) % 1;
      const steps = [1, 2, 3].slice(0, x > 0.7 ? 3 : 1).map((step) => ({ step, value: 1 }));
      return { number, family: 'f', parameters: { x }, state: 'pruned', value: null, steps };
    });
    const suggested = Array.from({ length: 20 }, (_, at) =>
      xOf(sampler.suggest({ space: line, direction: 'minimize', seed: 1, number: 40 + at, trials })),
    );
    expect(suggested.filter((x) => x > 0.65).length).toBeGreaterThan(15);
  });
});

describe('at its start', () => {
  const families: SearchSpace = {
    a: { choice: { kind: 'categorical', choices: ['p', 'q', 'r'] }, x: unit },
    b: { x: unit },
  };

  it('gives each family and within it each choice its turn', () => {
    const start = search({ space: families, trials: 12, options: { startupTrials: 12 }, value: () => 0 });
    const ofA = start.filter(({ family }) => family === 'a');
    expect(ofA).toHaveLength(6);
    for (const choice of ['p', 'q', 'r'])
      expect(ofA.filter(({ parameters }) => parameters.choice === choice)).toHaveLength(2);
  });

  it('does not take failed and running trials for finished ones', () => {
    const sampler = createSampler({ name: 'tpe', options: {} });
    const trials = Array.from(
      { length: 30 },
      (_, number): ObservedTrial => ({
        number,
        family: 'f',
        parameters: { x: 0.5 },
        state: number % 2 === 0 ? 'failed' : 'running',
        value: null,
        steps: [],
      }),
    );
    const request = { space: line, direction: 'minimize', seed: 1, number: 30 } as const;
    expect(sampler.suggest({ ...request, trials })).toEqual(sampler.suggest({ ...request, trials: [] }));
  });

  it('is over at once when an earlier study has shown enough', () => {
    const earlier = search({ space: line, trials: 40, value: (trial) => (xOf(trial) - 0.8) ** 2 });
    const trials = earlier.map((trial) => ({ ...trial, number: trial.number - 40 }));
    const sampler = createSampler({ name: 'tpe', options: {} });
    const suggested = Array.from({ length: 40 }, (_, number) =>
      xOf(sampler.suggest({ space: line, direction: 'minimize', seed: 9, number, trials })),
    );
    // By chance alone it would be 12 of the 40.
    expect(suggested.filter((x) => Math.abs(x - 0.8) < 0.15).length).toBeGreaterThan(19);
  });

  it('leaves out what an earlier study had outside of this space', () => {
    const sampler = createSampler({ name: 'tpe', options: {} });
    const foreign = [{ x: 2 }, { x: 'text' }, {}, { y: 0.5 }];
    const trials = Array.from(
      { length: 40 },
      (_, at): ObservedTrial => ({
        number: at - 40,
        family: at < 20 ? 'f' : 'toString',
        parameters: foreign[at % foreign.length]! as Record<string, number>,
        state: 'complete',
        value: at,
        steps: [],
      }),
    );
    const request = { space: line, direction: 'minimize', seed: 1, number: 0 } as const;
    expect(sampler.suggest({ ...request, trials })).toEqual(sampler.suggest({ ...request, trials: [] }));
  });
});

describe('among choices', () => {
  /** The first choice is good nearly everywhere, the second is best at few places. */
  const tempting = ({ family, parameters }: Suggestion) =>
    (parameters.choice ?? family) === 'easy' ? 0.05 : 2 * (Number(parameters.x) - 0.7) ** 2;
  const oneFamily: SearchSpace = {
    f: { choice: { kind: 'categorical', choices: ['easy', 'right'] }, x: unit },
  };
  const twoFamilies: SearchSpace = { easy: { x: unit }, right: { x: unit } };

  it.each([
    ['choice', oneFamily],
    ['family', twoFamilies],
  ])('does not stay with a tempting %s', (_name, space) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = search({ space, trials: 80, seed, value: tempting });
      expect(Math.min(...found.map(({ value }) => value!))).toBeLessThan(0.02);
    }
  });

  it('tries the others now and then, however bad they were', () => {
    const value = ({ family }: Suggestion) => (family === 'easy' ? 0 : 1e6);
    const late = search({ space: twoFamilies, trials: 200, value }).slice(100);
    const others = late.filter(({ family }) => family === 'right').length;
    expect(others).toBeGreaterThan(0);
    expect(others).toBeLessThan(40);
  });
});

it('keeps away from running trials when it is told to, and takes no notice of them otherwise', () => {
  const done = search({ space: line, trials: 40, value: (trial) => (xOf(trial) - 0.5) ** 2 });
  const running = Array.from(
    { length: 12 },
    (_, at): ObservedTrial => ({
      number: 40 + at,
      family: 'f',
      parameters: { x: 0.48 + at / 300 },
      state: 'running',
      value: null,
      steps: [],
    }),
  );
  const suggest = (constantLiar: boolean, trials: ObservedTrial[]) =>
    Array.from({ length: 10 }, (_, at) =>
      xOf(
        createSampler({ name: 'tpe', options: { constantLiar } }).suggest({
          space: line,
          direction: 'minimize',
          seed: 3,
          number: 60 + at,
          trials,
        }),
      ),
    );
  const near = (places: number[]) => places.filter((x) => x > 0.475 && x < 0.525).length;
  expect(suggest(false, [...done, ...running])).toEqual(suggest(false, done));
  expect(near(suggest(true, [...done, ...running]))).toBeLessThan(near(suggest(false, done)));
});
