import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { createPruner } from '../../../training/pruners/create-pruner.ts';
import { hyperbandBracket } from '../../../training/pruners/hyperband.ts';
import type { PruneRequest } from '../../../training/pruners/pruner.ts';
import type { ObservedTrial } from '../../../training/samplers/sampler.ts';

/** A trial that reported these values at steps 1, 2, 3 … */
function trial(number: number, values: number[], other: Partial<ObservedTrial> = {}): ObservedTrial {
  const steps = values.map((value, at) => ({ step: at + 1, value }));
  return { number, family: 'svm', parameters: {}, state: 'complete', value: values.at(-1)!, steps, ...other };
}

function request(own: number[], trials: ObservedTrial[], other: Partial<PruneRequest> = {}): PruneRequest {
  const running = trial(1000, own, { state: 'running', value: null });
  return { study: 'wine', direction: 'minimize', trial: running, trials, maxStep: 20, ...other };
}

/** So many complete trials whose losses at every step are 1, 2, 3 … */
const ladder = (count: number, steps = 20, other: Partial<ObservedTrial> = {}) =>
  Array.from({ length: count }, (_, at) => trial(at, new Array<number>(steps).fill(at + 1), other));

describe.each(['median', 'successive-halving', 'hyperband'] as const)('every pruner, as %s', (name) => {
  const pruner = createPruner({ name, options: {} });
  // In the first bracket of Hyperband, as most of them are.
  const first = (number: number) =>
    name !== 'hyperband' || hyperbandBracket('wine', number, 20, BRACKETS) === 0;
  const own = Array.from({ length: 99 }, (_, at) => 1000 + at).find(first)!;
  const hopeless = (trials: ObservedTrial[], other: Partial<PruneRequest> = {}) =>
    request([], trials, { trial: trial(own, [99], { state: 'running', value: null }), ...other });

  it('gives up a hopeless trial, in either direction', () => {
    expect(pruner.shouldPrune(hopeless(ladder(40)))).toBe(true);
    expect(pruner.shouldPrune(hopeless(ladder(40), { direction: 'maximize' }))).toBe(false);
  });

  it('compares trials of the same family alone', () => {
    expect(pruner.shouldPrune(hopeless(ladder(40, 20, { family: 'forest' })))).toBe(false);
  });

  it('never gives up a trial that has reached its last step', () => {
    expect(pruner.shouldPrune(hopeless(ladder(40), { maxStep: 1 }))).toBe(false);
  });

  it('gives up a trial whose value is no number', () => {
    const lost = trial(own, [Number.NaN], { state: 'running', value: null });
    expect(pruner.shouldPrune(hopeless(ladder(40), { trial: lost }))).toBe(true);
  });

  it('lets a trial go on that has reported nothing', () => {
    const silent = trial(own, [], { state: 'running', value: null });
    expect(pruner.shouldPrune(hopeless(ladder(40), { trial: silent }))).toBe(false);
  });

  it('refuses an option that it does not have', () => {
    const create = () => createPruner({ name, options: { patience: 3 } });
    expect(create).toThrow(UserError);
    expect(create).toThrow(new RegExp(`"patience":3.*pruner ${name}`));
  });
});

const BRACKETS = { reduction: 3, firstStep: 1 };

describe('the median pruner', () => {
  const pruner = createPruner({ name: 'median', options: {} });

  it('waits for five complete trials', () => {
    expect(pruner.shouldPrune(request([99], ladder(4)))).toBe(false);
    const pruned = [...ladder(4), ...ladder(9, 1, { state: 'pruned', value: null })];
    expect(pruner.shouldPrune(request([99], pruned))).toBe(false);
    expect(pruner.shouldPrune(request([99], ladder(5)))).toBe(true);
  });

  it('gives up what is worse than the median, not what equals it', () => {
    expect(pruner.shouldPrune(request([3], ladder(5)))).toBe(false);
    expect(pruner.shouldPrune(request([3.01], ladder(5)))).toBe(true);
    // Of six, halfway between the third and the fourth.
    expect(pruner.shouldPrune(request([3.5], ladder(6)))).toBe(false);
    expect(pruner.shouldPrune(request([3.51], ladder(6)))).toBe(true);
  });

  it('judges a trial by the best of its steps', () => {
    expect(pruner.shouldPrune(request([2, 99], ladder(5)))).toBe(false);
  });

  it('compares trials of all families when their steps mean the same', () => {
    const forests = ladder(5, 20, { family: 'forest' });
    const across = createPruner({ name: 'median', options: { acrossFamilies: 1 } });
    expect(pruner.shouldPrune(request([99], forests))).toBe(false);
    expect(across.shouldPrune(request([99], forests))).toBe(true);
    expect(across.shouldPrune(request([3], forests))).toBe(false);
  });

  it('leaves as many steps as it is told to', () => {
    const patient = createPruner({ name: 'median', options: { warmupSteps: 2 } });
    expect(patient.shouldPrune(request([99, 99], ladder(5)))).toBe(false);
    expect(patient.shouldPrune(request([99, 99, 99], ladder(5)))).toBe(true);
  });
});

describe('successive halving', () => {
  const pruner = createPruner({ name: 'successive-halving', options: {} });

  it('promotes the best quarter of those that reached a rung, this one among them', () => {
    // With seven others there are eight: two places.
    expect(pruner.shouldPrune(request([1.5], ladder(7)))).toBe(false);
    expect(pruner.shouldPrune(request([2.5], ladder(7)))).toBe(true);
  });

  it('promotes the best of fewer than four', () => {
    expect(pruner.shouldPrune(request([5], []))).toBe(false);
    expect(pruner.shouldPrune(request([0.5], ladder(2)))).toBe(false);
    expect(pruner.shouldPrune(request([1.5], ladder(2)))).toBe(true);
  });

  it('judges at the rungs 1, 4 and 16 alone', () => {
    const judged = Array.from({ length: 19 }, (_, at) => at + 1).filter((steps) =>
      pruner.shouldPrune(request(new Array<number>(steps).fill(99), ladder(8))),
    );
    expect(judged).toEqual([1, 4, 16]);
  });

  it('counts pruned and running trials in the rungs that they reached', () => {
    const pruned = ladder(4, 1, { state: 'pruned', value: null });
    const running = ladder(8, 1, { state: 'running', value: null }).slice(4);
    const rivals = [...pruned, ...running];
    // Second of nine, and of the first four with it second of five.
    expect(pruner.shouldPrune(request([1.5], rivals))).toBe(false);
    expect(pruner.shouldPrune(request([1.5], pruned))).toBe(true);
    // Nobody got to the fourth step: this trial is the best there.
    expect(pruner.shouldPrune(request([1, 9, 9, 9], rivals))).toBe(false);
  });

  it('finds the rungs of trials that skip steps', () => {
    const skipping = ladder(8).map((rival) => ({ ...rival, steps: [{ step: 5, value: rival.value! }] }));
    const late = {
      ...trial(1000, []),
      state: 'running' as const,
      steps: [
        { step: 3, value: 1 },
        { step: 6, value: 50 },
      ],
    };
    expect(pruner.shouldPrune(request([], skipping, { trial: late }))).toBe(true);
  });
});

describe('Hyperband', () => {
  it('puts trials into brackets in proportion to their budgets', () => {
    // Of 20 steps: three brackets of 3·9/3, ⌈3·3/2⌉ and 3 trials.
    const counts = [0, 0, 0];
    for (let number = 0; number < 3400; number++) counts[hyperbandBracket('wine', number, 20, BRACKETS)]!++;
    expect(counts.map((count) => Math.round(count / 200))).toEqual([9, 5, 3]);
  });

  it('puts a trial into the same bracket everywhere, and another study differently', () => {
    const brackets = (study: string) =>
      Array.from({ length: 12 }, (_, number) => hyperbandBracket(study, number, 20, BRACKETS));
    expect(brackets('wine')).toEqual([2, 2, 1, 1, 0, 0, 0, 1, 1, 2, 1, 0]);
    expect(brackets('beer')).not.toEqual(brackets('wine'));
  });

  it('judges later brackets later, among themselves', () => {
    const pruner = createPruner({ name: 'hyperband', options: {} });
    const inBracket = (wanted: number) =>
      Array.from({ length: 400 }, (_, number) => number).filter(
        (number) => hyperbandBracket('wine', number, 20, BRACKETS) === wanted,
      );
    const [own, ...rivals] = inBracket(1);
    const worse = (steps: number) => trial(own!, new Array<number>(steps).fill(99), { state: 'running' });
    const others = rivals.slice(0, 12).map((number, at) => ({ ...ladder(12)[at]!, number }));
    const judge = (steps: number, trials: ObservedTrial[]) =>
      pruner.shouldPrune(request([], trials, { trial: worse(steps) }));
    expect([1, 2, 3, 4].map((steps) => judge(steps, others))).toEqual([false, false, true, false]);
    const elsewhere = inBracket(0)
      .slice(0, 12)
      .map((number, at) => ({ ...ladder(12)[at]!, number }));
    expect(judge(3, elsewhere)).toBe(false);
  });

  it('has one bracket when there is a single step', () => {
    expect(hyperbandBracket('wine', 7, 1, BRACKETS)).toBe(0);
  });
});

it('prunes nothing when there is to be no pruning', () => {
  expect(createPruner({ name: 'none', options: {} }).shouldPrune(request([99], ladder(40)))).toBe(false);
});
