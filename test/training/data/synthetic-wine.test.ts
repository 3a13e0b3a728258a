import { describe, expect, it } from 'vitest';
import { countPerClass, readClasses } from '../../../training/data/classes.ts';
import { syntheticWine } from '../../../training/data/load.ts';
import { readProblem } from '../../../training/data/problem.ts';
import { numberColumn } from '../../../training/data/table.ts';
import { WINE } from '../../../training/data/wine.ts';

describe('the synthetic wine data', () => {
  const table = syntheticWine();

  it('are the same bytes on every machine', () => {
    expect(table.sha256).toBe('91ebc81c71dfc783b2b0867415d0ac999eae0811760281d0c0fa65ceeb60636d');
  });

  it('have the shape and the classes of the true ones', () => {
    expect(table.columns).toEqual(WINE.columns);
    expect(table.rows).toHaveLength(4898);
    const { classes, labels } = readClasses(table, 'quality');
    expect(classes).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(countPerClass(labels, 7)).toEqual(WINE.classCounts);
  });

  it('say that they are made up', () => {
    expect(table.synthetic).toBe(true);
    expect(table.source).toMatch(/synthetic/);
  });

  it.each([
    ['alcohol', 8, 14.2],
    ['volatile acidity', 0.08, 1.1],
    ['sulphates', 0.22, 1.08],
    ['density', 0.98, 1.04],
    ['pH', 2.72, 3.82],
    ['total sulfur dioxide', 9, 440],
  ])('keep %s within what wine has', (name, low, high) => {
    const values = numberColumn(table, name);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...values)).toBeLessThanOrEqual(high);
  });

  it('lead to the same three features as the true ones', () => {
    const { signature } = readProblem(table, {});
    expect(signature.features.map(({ name }) => name)).toEqual(['alcohol', 'volatile acidity', 'sulphates']);
  });
});
