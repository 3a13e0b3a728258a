import type { StudyDraft } from '../../../../training/study/study.ts';

/** A study of two families; whatever is given goes before. */
export function draftOf(given: Partial<StudyDraft> = {}): StudyDraft {
  return {
    study: 'wine',
    objective: { metric: 'accuracy', direction: 'maximize' },
    space: {
      svm: {
        C: { kind: 'float', low: 0.01, high: 100, log: true },
        kernel: { kind: 'categorical', choices: ['rbf', 'linear'] },
      },
      forest: { trees: { kind: 'int', low: 10, high: 200, step: 10 } },
    },
    sampler: { name: 'random' },
    pruner: { name: 'none' },
    maxStep: 5,
    seed: 7,
    limits: { trials: 4 },
    lease: { seconds: 6, heartbeatSeconds: 2 },
    problem: { data: 'wine.csv' },
    ...given,
  };
}
