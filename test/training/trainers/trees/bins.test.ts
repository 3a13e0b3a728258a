import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binOf, cutBetween, findCuts, MAX_BINS, MAX_CUTS } from '../../../../training/trainers/trees/bins.ts';
import { floatAfter } from '../support/graph-agreement.ts';

const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
const anyFloat = fc.float({ noNaN: true });
const columns = fc.oneof(
  fc.array(anyFloat, { minLength: 1, maxLength: 50 }),
  // Neighbours in float32, between which no float32 lies.
  fc.tuple(finite, fc.integer({ min: 1, max: 6 })).map(([first, count]) => {
    const values = [first];
    for (let i = 0; i < count; i++) values.push(floatAfter(values.at(-1)!, 1));
    return values.filter((value) => Number.isFinite(value));
  }),
  fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 600, maxLength: 1200 }),
);

const sorted = (values: readonly number[]) => Float32Array.from(values).sort();

describe('a cut between two values', () => {
  it('keeps them apart, and is no further up than their midpoint', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        fc.pre(a < b);
        const cut = cutBetween(a, b);
        expect(Math.fround(cut)).toBe(cut);
        expect(a <= cut && cut < b).toBe(true);
        expect(cut <= a / 2 + b / 2 || cut === a).toBe(true);
      }),
    );
  });

  it('rounds down where the nearest float32 is the upper value', () => {
    // Halfway between neighbours of which the upper one has an even mantissa: nearest rounding goes up.
    const low = floatAfter(1, -1);
    expect(Math.fround((low + 1) / 2)).toBe(1);
    expect(cutBetween(low, 1)).toBe(low);
  });

  it('decides every float32 as the exact midpoint does', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const middle = (a + b) / 2;
        fc.pre(a < b && Math.abs(a) + Math.abs(b) > 1e-30);
        const cut = cutBetween(a, b);
        for (const near of [cut, floatAfter(cut, 1), floatAfter(cut, -1), Math.fround(middle)]) {
          expect(near <= cut).toBe(near <= middle);
        }
      }),
    );
  });
});

describe('bins', () => {
  it('send any float32 to the side that the exported threshold sends it to', () => {
    fc.assert(
      fc.property(columns, fc.array(anyFloat, { maxLength: 30 }), (training, others) => {
        const cuts = findCuts(sorted(training));
        const probes = [...training, ...others, ...cuts].flatMap((value) =>
          Number.isFinite(value) ? [value, floatAfter(value, 1), floatAfter(value, -1)] : [value],
        );
        for (const value of probes) {
          const bin = binOf(Math.fround(value), cuts, 0, cuts.length);
          cuts.forEach((cut, index) => {
            if (bin <= index !== Math.fround(value) <= cut) expect.unreachable(`${value} at ${cut}`);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are one for each value where values are few', () => {
    fc.assert(
      fc.property(fc.array(anyFloat, { minLength: 1, maxLength: 300 }), (training) => {
        const values = sorted(training);
        const distinct = [...new Set(values)];
        fc.pre(distinct.length <= MAX_BINS);
        const cuts = findCuts(values);
        const bins = distinct.map((value) => binOf(value, cuts, 0, cuts.length));
        expect(bins).toEqual([...distinct.keys()]);
      }),
    );
  });

  it('have about as many rows each where values are many, and a common value has its own', () => {
    const values = sorted([
      ...Array.from({ length: 10_000 }, (_, i) => i),
      ...new Array<number>(500).fill(5000.5),
    ]);
    const cuts = findCuts(values);
    const counts = new Int32Array(cuts.length + 1);
    for (const value of values) counts[binOf(value, cuts, 0, cuts.length)]!++;
    expect(cuts.length).toBe(MAX_CUTS);
    expect(counts[binOf(5000.5, cuts, 0, cuts.length)]).toBe(500);
    const others = counts.filter((count) => count !== 500);
    // Even shares are 39 rows; beside the common value a bin may be cut short.
    expect(Math.max(...others)).toBeLessThanOrEqual(45);
    expect(others.filter((count) => count < 30).length).toBeLessThanOrEqual(2);
  });

  it('are one for a constant feature', () => {
    expect(findCuts(sorted([3, 3, 3]))).toHaveLength(0);
  });
});
