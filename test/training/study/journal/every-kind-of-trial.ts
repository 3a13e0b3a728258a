import type { Trial } from '../../../../training/study/trial.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);

const attempts = [
  { epoch: 1, worker: 'ann', claimedAt: at(1), released: false },
  { epoch: 2, worker: 'bob', claimedAt: at(70), released: false },
];

const common = {
  seed: 11,
  epoch: 1,
  worker: 'ann',
  reason: null,
  metrics: {},
  attempts: attempts.slice(0, 1),
};

/** One trial of each state, of two families; the first was taken over. */
export const everyKindOfTrial: readonly Trial[] = [
  {
    ...common,
    ...{
      number: 0,
      family: 'svm',
      parameters: { C: 0.5, kernel: 'linear' },
      state: 'complete',
      value: 0.625,
    },
    ...{ epoch: 2, worker: 'bob', attempts, metrics: { seconds: 1.5 } },
    ...{
      startedAt: at(1),
      finishedAt: at(75.25),
      steps: [1, 2].map((step) => ({ step, value: 0.5 + step / 16 })),
    },
  },
  {
    ...common,
    ...{
      number: 1,
      family: 'forest',
      parameters: { trees: 30 },
      state: 'pruned',
      value: null,
      reason: 'below the median',
    },
    ...{ startedAt: at(2), finishedAt: at(3), steps: [{ step: 1, value: 0.25 }] },
  },
  {
    ...common,
    ...{
      number: 2,
      family: 'svm',
      parameters: { C: 100, kernel: 'rbf' },
      state: 'failed',
      value: null,
      reason: 'out of "memory"',
    },
    ...{ startedAt: at(4), finishedAt: at(5), steps: [] },
  },
  {
    ...common,
    ...{ number: 3, family: 'forest', parameters: { trees: 200 }, state: 'running', value: null },
    ...{ startedAt: at(6), finishedAt: null, steps: [{ step: 1, value: 0.5 }] },
  },
];
