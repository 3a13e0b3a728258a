import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberBinsSchema } from '../../../../lib/contract/profile.ts';
import { binOf } from '../../../../lib/model/profile/bins.ts';
import { numberBins } from '../../../../training/profile/layout/number-bins.ts';

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });

function countsOf(values: Float32Array): number[] {
  const bins = numberBins('x', values);
  const counts = new Array<number>(bins.edges.length + 1).fill(0);
  for (const value of values) counts[binOf(bins, value)]!++;
  return counts;
}

describe('numberBins', () => {
  it('gives up to a hundred distinct values a bin each', () => {
    expect(numberBins('x', Float32Array.of(3, 1, 2, 1))).toMatchObject({ edges: [1.5, 2.5], range: [1, 3] });
    expect(countsOf(Float32Array.from({ length: 300 }, (_, row) => row % 100))).toEqual(
      new Array(100).fill(3),
    );
  });

  it('gives more values a hundredth of the rows each', () => {
    expect(countsOf(Float32Array.from({ length: 5_000 }, (_, row) => row ** 2))).toEqual(
      new Array(100).fill(50),
    );
  });

  it('gives a value that many rows share a bin that ends with it', () => {
    const values = Float32Array.from({ length: 1_000 }, (_, row) => Math.max(0, row - 600));
    const { edges } = numberBins('x', values);
    expect(edges[0]).toBe(0);
    expect(countsOf(values)[0]).toBe(601);
  });

  it.each([
    ['no value', [], { edges: [], range: [0, 0], unit: 2 ** -12 }],
    ['one value', [7], { edges: [], range: [7, 7], unit: 2 ** -10 }],
    ['a constant whose mean rounds', new Array(3).fill(0.1), { edges: [], unit: 2 ** -16 }],
    ['neighbours of float32', [1, 1 + 2 ** -23], { edges: [1] }],
  ])('has an answer to %s', (_, values, expected) => {
    const bins = numberBins('x', Float32Array.from(values));
    expect(bins).toMatchObject(
      'range' in expected ? expected : { ...expected, range: [Math.fround(values[0]!), expect.anything()] },
    );
  });

  it('has ascending float32 edges within the range, no bin without a row, and a fine unit, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 400 }), (drawn) => {
        const values = Float32Array.from(drawn);
        const bins = numberBinsSchema.parse(JSON.parse(JSON.stringify(numberBins('x', values))));
        expect(bins).toEqual(numberBins('x', values));
        expect(bins.edges).toEqual([...new Set(bins.edges.map(Math.fround))].sort((a, b) => a - b));
        expect(countsOf(values).every((count) => count > 0)).toBe(true);
        expect(Math.log2(bins.unit)).toSatisfy(Number.isInteger);
      }),
    );
  });
});
