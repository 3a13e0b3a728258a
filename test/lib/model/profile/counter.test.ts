import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsSchema, type Layout, type NumberBins } from '../../../../lib/contract/profile.ts';
import { COUNTER_MAX_ROWS, createCounter } from '../../../../lib/model/profile/counter.ts';
import { encodeCounts } from '../../../../lib/model/profile/encode-counts.ts';
import { MissingValues } from '../../../../lib/model/profile/missing-values.ts';
import { allRows, type RowSelection } from '../../../../lib/model/profile/row-selection.ts';
import { type Batch, batches, layouts } from './arbitraries.ts';
import { naiveCounts } from './naive-counts.ts';

function countInto(counter: ReturnType<typeof createCounter>, layout: Layout, batch: Batch): void {
  const missing = new MissingValues(layout.features.length);
  for (const [row, column] of batch.missing) missing.add(row, column);
  counter.countFeatures(batch.rows, allRows(batch.count), missing);
  counter.countPredictions(batch.output, allRows(batch.count));
  for (const [reason, field] of batch.rejected) counter.reject(reason, field);
}

const oneNumber = (bins: Partial<NumberBins>): Layout => ({
  features: [{ type: 'number', name: 'a', edges: [1, 2], range: [0, 3], unit: 2 ** -12, ...bins }],
  prediction: { task: 'classification', classes: 2, hasConfidence: true },
});

describe('a counter', () => {
  it('counts what counting row by row with the plain definitions gives', () => {
    const cases = layouts.chain((layout) => fc.tuple(fc.constant(layout), batches(layout)));
    fc.assert(
      fc.property(cases, ([layout, batch]) => {
        const counter = createCounter(layout);
        countInto(counter, layout, batch);
        expect(counter.counts()).toEqual(naiveCounts(layout, batch));
        expect(encodeCounts(counter.counts())).toBe(encodeCounts(naiveCounts(layout, batch)));
      }),
    );
  });

  it('counts only the rows that are selected', () => {
    const counter = createCounter(oneNumber({}));
    const selection: RowSelection = { rows: Int32Array.of(3, 1, 0), count: 2 };
    counter.countFeatures(Float32Array.of(0.5, 1.5, 1.5, 9), selection);
    expect(counter.counts()).toMatchObject({ rows: 2, features: [{ bins: [0, 1, 1], above: 1 }] });
  });

  it('puts a value on an edge into the bin below it', () => {
    const counter = createCounter(oneNumber({}));
    counter.countFeatures(Float32Array.of(1, 2, 2.0000002), allRows(3));
    expect(counter.counts().features[0]?.bins).toEqual([1, 1, 1]);
  });

  it('cuts infinities off in the sum and has NaN as missing, so that every sum stays whole', () => {
    const counter = createCounter(oneNumber({ unit: 1, range: [0, 10] }));
    counter.countFeatures(Float32Array.of(Infinity, -Infinity, Number.NaN), allRows(3));
    expect(counter.counts().features[0]).toEqual({
      bins: [1, 0, 1],
      sums: [String(5 - 2 ** 24), '0', String(5 + 2 ** 24)],
      missing: 1,
      below: 1,
      above: 1,
    });
  });

  it('keeps sums exact that a double could not hold', () => {
    const far = 2 ** 62;
    const counter = createCounter(oneNumber({ edges: [], range: [far, far], unit: 1 }));
    counter.countFeatures(new Float32Array(3).fill(far), allRows(3));
    expect(counter.counts().features[0]?.sums).toEqual([String(3n * BigInt(far))]);
  });

  it('finds the bin of values whose edges are crowded in a corner of a wide range', () => {
    const edges = [...Array.from({ length: 200 }, (_, i) => i * 2 ** -20), 1e9];
    const layout = oneNumber({ edges, range: [0, 1e9] });
    const counter = createCounter(layout);
    counter.countFeatures(Float32Array.of(100 * 2 ** -20, 1e8, 2e9), allRows(3));
    const bins = counter.counts().features[0]!.bins;
    expect([bins[100], bins[200], bins[201]]).toEqual([1, 1, 1]);
  });

  it('counts a category of no code of the layout as other', () => {
    const layout: Layout = { ...oneNumber({}), features: [{ type: 'category', name: 'c', codes: [7, 2] }] };
    const counter = createCounter(layout);
    counter.countFeatures(Float32Array.of(7, 2, 2, 0, 9000), allRows(5));
    expect(counter.counts().features[0]?.bins).toEqual([1, 2, 2]);
  });

  it('refuses more rows than its sums are exact for', () => {
    const counter = createCounter(oneNumber({}));
    const tooMany: RowSelection = { rows: new Int32Array(), count: COUNTER_MAX_ROWS + 1 };
    expect(() => counter.countFeatures(new Float32Array(), tooMany)).toThrow(RangeError);
  });

  it('refuses a unit that its range cannot be counted in', () => {
    expect(() => createCounter(oneNumber({ unit: 5e-324 }))).toThrow(RangeError);
  });

  it('gives counts that the contract takes', () => {
    const cases = layouts.chain((layout) => fc.tuple(fc.constant(layout), batches(layout)));
    fc.assert(
      fc.property(cases, ([layout, batch]) => {
        const counter = createCounter(layout);
        countInto(counter, layout, batch);
        expect(countsSchema.safeParse(JSON.parse(encodeCounts(counter.counts()))).error).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });
});
