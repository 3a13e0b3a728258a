import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowSample } from '../../../../lambdas/inference/challenger/row-sample.ts';
import { NO_ROW } from '../../../../lambdas/inference/decode/record-table.ts';
import type { Evaluation } from '../../../../lambdas/inference/evaluate.ts';

/** A batch whose records have these rows. */
function batch(rows: readonly number[]): Evaluation {
  return { records: { count: rows.length, row: Int32Array.from(rows) } } as unknown as Evaluation;
}

const answered = (count: number) => batch(Array.from({ length: count }, (_, row) => row));

test('of a batch a tenth of the rows is seen, evenly over it', () => {
  const picked = new RowSample().take(answered(1000), Number.POSITIVE_INFINITY);
  expect(picked).toHaveLength(100);
  const gaps = picked.slice(1).map((row, i) => row - picked[i]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(9);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(11);
});

test('of batches of one record, one in ten is seen', () => {
  const sample = new RowSample();
  const seen = Array.from({ length: 100 }, () => sample.take(answered(1), 100).length);
  expect(seen.reduce((sum, count) => sum + count, 0)).toBe(10);
});

test('what there was no time for is not made up for later', () => {
  const sample = new RowSample();
  for (let i = 0; i < 50; i++) sample.take(answered(1000), 0);
  expect(sample.take(answered(1000), 10_000)).toHaveLength(100);
});

test('rows are distinct, were answered, and are a tenth of all at most', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.boolean(), { maxLength: 60 }), { maxLength: 40 }), (batches) => {
      const sample = new RowSample();
      let [rows, picked] = [0, 0];
      for (const good of batches) {
        const row = good.map((isGood, at) => (isGood ? at : NO_ROW));
        const taken = [...sample.take(batch(row), 1e9)];
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((at) => good[at])).toBe(true);
        rows += good.filter(Boolean).length;
        picked += taken.length;
      }
      expect(picked).toBeLessThanOrEqual(rows / 10 + 1e-9);
    }),
  );
});
