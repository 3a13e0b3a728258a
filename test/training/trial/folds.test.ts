import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ClassifiedRows } from '../../../training/trainers/trainer.ts';
import { foldsOf } from '../../../training/trial/folds.ts';

/** Rows with the given numbers per class, in a mixed order. */
function rowsWith(counts: readonly number[]): ClassifiedRows {
  const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label));
  const mixed = Int32Array.from(labels, (_, row) => labels[(row * 7919) % labels.length]!);
  return {
    values: new Float32Array(labels.length),
    count: labels.length,
    width: 1,
    labels: mixed,
    classes: counts.length,
  };
}

const countsOf = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 6 });

it('judges every row once, but for the only one of its class, and learns from all others', () => {
  fc.assert(
    fc.property(countsOf, fc.integer({ min: 2, max: 8 }), fc.integer(), (counts, wanted, seed) => {
      const rows = rowsWith(counts);
      const folds = foldsOf(rows, wanted, seed);
      const judged = folds.flatMap(({ validation }) => [...validation]).toSorted((a, b) => a - b);
      const expected = [...rows.labels.keys()].filter((row) => counts[rows.labels[row]!]! > 1);
      expect(judged).toEqual(expected);
      for (const { train, validation } of folds) {
        expect(new Set([...train, ...validation]).size).toBe(rows.count);
        expect(new Set(train).size).toBe(rows.count - validation.length);
      }
    }),
  );
});

it('knows every class in every fold, and shares each class out within one row', () => {
  fc.assert(
    fc.property(countsOf, fc.integer({ min: 2, max: 8 }), fc.integer(), (counts, wanted, seed) => {
      const rows = rowsWith(counts);
      for (const { train, validation } of foldsOf(rows, wanted, seed)) {
        for (const [label, count] of counts.entries()) {
          const within = (picked: Int32Array) => picked.filter((row) => rows.labels[row] === label).length;
          expect(within(train)).toBeGreaterThan(0);
          if (count > 1) expect(Math.abs(within(validation) - count / wanted)).toBeLessThan(1);
        }
      }
    }),
  );
});

it('gives the same folds for the same seed, and others for another', () => {
  const rows = rowsWith([50, 30, 20]);
  const held = (seed: number) => foldsOf(rows, 5, seed).map(({ validation }) => [...validation]);
  expect(held(1)).toEqual(held(1));
  expect(held(1)).not.toEqual(held(2));
});

it('holds back a fifth of the rows where one fold is asked for', () => {
  const [fold, ...others] = foldsOf(rowsWith([50, 30, 20]), 1, 3);
  expect(others).toEqual([]);
  expect([fold!.train.length, fold!.validation.length]).toEqual([80, 20]);
});
