import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { correlationRatio, pearson } from '../../../training/features/correlation.ts';
import { candidatesOf, parseFeatureChoice, selectByCorrelation } from '../../../training/features/select.ts';
import { seededRandom } from '../../../training/random.ts';

describe('parseFeatureChoice', () => {
  it.each([
    ['3', 3],
    ['all', 'all'],
    ['alcohol, volatile acidity', ['alcohol', 'volatile acidity']],
    ['pH', ['pH']],
  ])('reads %j', (text, choice) => {
    expect(parseFeatureChoice(text)).toEqual(choice);
  });

  it.each(['0', '-1', '2.5', '', 'a,,b', 'a,b,a'])('refuses %j', (text) => {
    expect(() => parseFeatureChoice(text)).toThrow(UserError);
  });
});

describe('candidatesOf', () => {
  it('says which features there are when one is unknown', () => {
    const choose = () => candidatesOf(['alcohol', 'colour'], ['alcohol', 'pH'], 'wine.csv');
    expect(choose).toThrow(/wine.csv has no feature "colour"; its features are: alcohol, pH/);
  });

  it('says how many columns there are when more are asked for', () => {
    expect(() => candidatesOf(3, ['a', 'b'], 'wine.csv')).toThrow(/only 2 columns/);
  });
});

describe('selectByCorrelation', () => {
  const random = seededRandom(1);
  const column = (): number[] => Array.from({ length: 400 }, () => random.uniform());
  const [strong, weak, noise] = [column(), column(), column()];
  const target = strong.map((value, row) => 2 * value + weak[row]!);
  const copy = strong.map((value) => 3 * value + 0.1 * random.uniform());
  const columns = new Map([
    ['noise', noise],
    ['weak', weak],
    ['copy', copy],
    ['strong', strong],
  ]);
  const relevance = (values: ArrayLike<number>) => Math.abs(pearson(values, target));

  it('takes the strongest column first', () => {
    expect(selectByCorrelation(columns, relevance, 1)).toEqual(['strong']);
  });

  it('prefers a weaker column that says something new to a copy of a chosen one', () => {
    expect(relevance(copy)).toBeGreaterThan(relevance(weak));
    expect(selectByCorrelation(columns, relevance, 2)).toEqual(['strong', 'weak']);
  });

  it('takes every column when as many are asked for, strongest first', () => {
    expect(selectByCorrelation(columns, relevance, 4)).toEqual(['strong', 'copy', 'weak', 'noise']);
  });
});

describe('correlation', () => {
  it('is 1 for a line, -1 for a falling one, 0 for a constant', () => {
    expect(pearson([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
    expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(pearson([5, 5, 5], [1, 2, 3])).toBe(0);
  });

  it('keeps its digits where the spread is tiny against the mean', () => {
    expect(pearson([1e9 + 1, 1e9 + 2, 1e9 + 3], [1, 2, 3])).toBeCloseTo(1, 9);
  });

  it('of classes without order is 1 where they explain everything, 0 where nothing', () => {
    const labels = Int32Array.of(0, 1, 2, 0, 1, 2);
    expect(correlationRatio([1, 9, 4, 1, 9, 4], labels, 3)).toBeCloseTo(1, 12);
    expect(correlationRatio([1, 1, 1, 2, 2, 2], labels, 3)).toBeCloseTo(0, 12);
  });

  it('of two classes is the same either way', () => {
    const values = [1, 4, 2, 8, 5, 7];
    const labels = Int32Array.of(0, 1, 0, 1, 1, 0);
    expect(correlationRatio(values, labels, 2)).toBeCloseTo(Math.abs(pearson(values, labels)), 12);
  });
});
