import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { FAMILIES } from '../../../training/families.ts';
import { boostingTrainer } from '../../../training/trainers/boosting.ts';
import { applyScaler, learnScaler } from '../../../training/trainers/scaler.ts';
import { svmTrainer } from '../../../training/trainers/svm.ts';
import { shapeOf, type ValueAnswers } from '../../../training/trainers/trainer.ts';
import { EXTREME_ROWS, measuring, ORDINARY, withTargets } from './support/extreme-rows.ts';
import { graphAgreement, outliersOf } from './support/graph-agreement.ts';
import { clouds } from './support/made-rows.ts';

/** The worst of extremes.slow.ts: what once went wrong. */

describe.each(Object.values(FAMILIES))('$name', (trainer) => {
  it('refuses every hyperparameter out of its range by name', async () => {
    const names = Object.keys(trainer.defaults(shapeOf(ORDINARY)));
    const wrong = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300, 'many', true);
    const cases = fc.record({ name: fc.constantFrom(...names), value: wrong });
    await fc.assert(
      fc.asyncProperty(cases, async ({ name, value }) => {
        const thrown = await trainer.fit(ORDINARY, { [name]: value }).catch((error: unknown) => error);
        expect(thrown).toBeInstanceOf(UserError);
        expect((thrown as UserError).message).toContain(`${trainer.name}: ${name} is ${value}; expected `);
      }),
    );
  });

  it.runIf(trainer.tasks.includes('regression'))('refuses values that floats cannot follow', async () => {
    const fitting = trainer.fit(
      withTargets((label) => label * 1e38),
      {},
    );
    await expect(fitting).rejects.toThrow(UserError);
    await expect(fitting).rejects.toThrow(
      /values as large as 2e\+38; a regression learns values up to 1e\+34/,
    );
  });
});

it('boosting answers with the classes’ shares where nothing can be split, and so does its graph', async () => {
  const fitted = await boostingTrainer.fit(ORDINARY, { minLeaf: 100, iterations: 3 });
  const { largestDifference, labelsDiffering } = await graphAgreement(fitted, ORDINARY, [3, 4, 5]);
  expect(labelsDiffering).toBe(0);
  expect(largestDifference).toBeLessThan(1e-6);
});

it('an SVM’s graph follows a wide kernel at a high price, whose large terms cancel', async () => {
  const rows = measuring(clouds([300, 250, 200], 4), (label, row) => label + (row % 7) / 7);
  const fitted = await svmTrainer.fit(rows, { C: 100, gamma: 0.01 });
  expect((await graphAgreement(fitted, rows, [])).largestDifference).toBeLessThan(1e-4);
});

it('an SVM whose tube holds every row answers with its middle, and so does its graph', async () => {
  const rows = withTargets((label) => Number(label > 0));
  const fitted = await svmTrainer.fit(rows, { epsilon: 3 });
  expect(fitted.facts).toEqual({ supportVectors: 0, distinctSupportVectors: 0 });
  const { values } = fitted.predict(rows) as ValueAnswers;
  expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect((await graphAgreement(fitted, rows, [])).largestDifference).toBeLessThan(1e-6);
});

it.each([
  'values as large as floats are',
  'a skew from end to end of the floats',
  'a constant near the smallest float',
  'one row far off',
  'denormal values',
])('standardises %s without an overflow', (name) => {
  const rows = EXTREME_ROWS[name]!;
  const scaler = learnScaler(rows, 1, (farthest) => 2 * farthest + 1);
  expect(Number.isFinite(scaler.bound)).toBe(true);
  for (const asked of [rows, outliersOf(rows)]) {
    expect(applyScaler(scaler, asked).every(Number.isFinite)).toBe(true);
  }
});

it.each([0, 1.5, Number.NaN])('trees do not wait for %d threads for ever', async (threads) => {
  const fitting = FAMILIES.forest!.fit(ORDINARY, {}, { threads });
  await expect(fitting).rejects.toThrow(`one thread or more, not ${threads}`);
});
