import { expect, test } from 'vitest';
import type { SearchReport } from '../../../../training/reports/report-input.ts';
import { familyChoice } from '../../../../training/reports/search/family-choice.ts';
import { viewOf } from '../../../../training/reports/trials.ts';
import type { Trial } from '../../../../training/study/trial.ts';

/** Trials of these families with these values; null: pruned. */
function searchOf(...trials: readonly (readonly [family: string, value: number | null])[]): SearchReport {
  const list = trials.map(([family, value], number) => ({
    ...{ number, family, value, parameters: {} },
    state: value === null ? 'pruned' : 'complete',
  }));
  const objective = { metric: 'accuracy', direction: 'maximize' };
  return { definition: { objective }, trials: list as unknown as Trial[] } as unknown as SearchReport;
}

const sentence = (search: SearchReport) => familyChoice(viewOf(search));

test('what the family is worth is said in values, though the search soon tried the best family alone', () => {
  const forests = [0.67, 0.68, 0.684, 0.66].map((value) => ['forest', value] as const);
  expect(sentence(searchOf(['logistic', 0.54], ['svm', null], ...forests))).toBe(
    'The best accuracy of each family: 0.684 (forest) and 0.54 (logistic); no complete trial: svm. The complete trials of forest reach from 0.66 to 0.684.',
  );
});

test('one trial of the best family says nothing about its hyperparameters', () => {
  expect(sentence(searchOf(['svm', 0.6], ['forest', 0.7]))).toMatch(/ Of forest one trial is complete\.$/);
});

test('of one family there is nothing to compare', () => {
  expect(sentence(searchOf(['forest', 0.6], ['forest', 0.7]))).toBeUndefined();
});
