import { describe, expect, it } from 'vitest';
import { PROBABILITY_TOLERANCE } from '../../../lib/contract/golden.ts';
import { loadTable, syntheticWine } from '../../../training/data/load.ts';
import { type Problem, readProblem } from '../../../training/data/problem.ts';
import { DEFAULT_SPLIT, stratifiedSplit } from '../../../training/data/split.ts';
import { FAMILIES } from '../../../training/families.ts';
import { takeRows } from '../../../training/trainers/trainer.ts';
import { graphAgreement, outliersOf } from './support/graph-agreement.ts';

/** The wine data that WEIR_DATA names, else the made-up ones of the same shape. */
const data = process.env.WEIR_DATA;
const table = data === undefined ? syntheticWine() : await loadTable({ data });

function classesOf({ target }: Problem) {
  if (!('labels' in target)) throw new Error('wine qualities are classes');
  return target;
}

describe.each(['3', 'all'])('on the white wines, features: %s', (features) => {
  const problem = readProblem(table, { features });
  const { labels, classes } = classesOf(problem);
  const { train, holdout } = stratifiedSplit(labels, DEFAULT_SPLIT);
  const given = takeRows(problem.rows, train);
  const asked = takeRows(problem.rows, holdout);

  it.each(Object.values(FAMILIES))(
    '$name and its graph give every held-out row and outlier the same class',
    async (family) => {
      const rows = { ...given, labels: train.map((row) => labels[row]!), classes: classes.length };
      const fitted = await family.fit(rows, {}, { seed: 1, threads: 2 });
      for (const some of [asked, outliersOf(given)]) {
        const { otherLabels, largestDifference } = await graphAgreement(fitted, some, classes);
        expect(otherLabels).toBe(0);
        expect(largestDifference).toBeLessThanOrEqual(PROBABILITY_TOLERANCE);
      }
    },
  );

  // The quality as a measured quantity; outliers are held to the same share of the largest value.
  const measuring = Object.values(FAMILIES).filter(({ tasks }) => tasks.includes('regression'));
  it.each(measuring)(
    '$name and its graph give every held-out row and outlier the same value',
    async (family) => {
      const rows = { ...given, targets: Float64Array.from(train, (row) => Number(classes[labels[row]!])) };
      const fitted = await family.fit(rows, {}, { seed: 1, threads: 2 });
      for (const some of [asked, outliersOf(given)]) {
        const { largestDifference } = await graphAgreement(fitted, some, []);
        expect(largestDifference).toBeLessThanOrEqual(PROBABILITY_TOLERANCE);
      }
    },
  );
});
