import { expect, it } from 'vitest';
import { bestTrials, compareFamilies } from '../../../training/search/ranking.ts';
import { searchProgress } from '../../../training/search/search-progress.ts';
import type { StudyDefinition } from '../../../training/study/definition.ts';
import type { Trial } from '../../../training/study/trial.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

/** A trial that took ten seconds, begun ten seconds after the one before. */
function trial(
  number: number,
  family: string,
  state: Trial['state'],
  value: number | null,
  more: Partial<Trial> = {},
): Trial {
  return {
    number,
    family,
    state,
    value,
    parameters: { depth: number },
    steps: [],
    epoch: 1,
    worker: 'one',
    seed: number,
    startedAt: new Date(START + number * 10_000),
    finishedAt: state === 'running' ? null : new Date(START + (number + 1) * 10_000),
    reason: null,
    metrics: state === 'complete' ? { seconds: 8, foldSpread: 0.01 } : {},
    attempts: [],
    ...more,
  };
}

const TRIALS = [
  trial(0, 'svm', 'complete', 0.6),
  trial(1, 'forest', 'complete', 0.7),
  trial(2, 'forest', 'complete', 0.7),
  trial(3, 'forest', 'pruned', null),
  trial(4, 'mlp', 'failed', null, { reason: 'C is -1' }),
  trial(5, 'svm', 'complete', 0.5),
  trial(6, 'forest', 'running', null),
];

it('ranks complete trials by value, of equal ones the earlier first', () => {
  expect(bestTrials(TRIALS, 'maximize').map(({ number }) => number)).toEqual([1, 2, 0, 5]);
  expect(bestTrials(TRIALS, 'minimize', 2).map(({ number }) => number)).toEqual([5, 0]);
});

it('counts hyperparameters that were tried twice once', () => {
  const twin = trial(7, 'forest', 'complete', 0.65, { parameters: { depth: 1 } });
  expect(bestTrials([...TRIALS, twin], 'maximize').map(({ number }) => number)).toEqual([1, 2, 0, 5]);
});

it('compares families by their best trial, those without one last', () => {
  const families = compareFamilies(['mlp', 'svm', 'forest'], TRIALS, 'maximize');
  expect(families.map(({ family }) => family)).toEqual(['forest', 'svm', 'mlp']);
  expect(families[0]).toEqual({
    family: 'forest',
    trials: 4,
    complete: 2,
    pruned: 1,
    failed: 0,
    bestValue: 0.7,
    bestSpread: 0.01,
    medianSeconds: 8,
    totalSeconds: 26,
  });
  expect(families[2]).toMatchObject({ failed: 1, bestValue: null, medianSeconds: null, totalSeconds: 10 });
});

it('tells how far a search is, and how long it takes at the pace of its last trials', () => {
  const definition = {
    limits: { trials: 10 },
    objective: { metric: 'accuracy', direction: 'maximize' },
  } as StudyDefinition;
  expect(searchProgress(definition, TRIALS)).toEqual({
    finished: 5,
    wanted: 10,
    running: 1,
    complete: 4,
    pruned: 1,
    failed: 1,
    firstFailures: [{ trial: 4, family: 'mlp', reason: 'C is -1' }],
    metric: 'accuracy',
    direction: 'maximize',
    best: { trial: 1, family: 'forest', value: 0.7 },
    secondsLeft: 50,
  });
  expect(searchProgress(definition, []).secondsLeft).toBeUndefined();
});
