import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { checkSpace } from '../../../training/space/check-space.ts';
import { contains, containsAll } from '../../../training/space/contains.ts';
import {
  type Distribution,
  type DistributionInput,
  distributionSchema,
} from '../../../training/space/distribution.ts';
import { drawUniform } from '../../../training/space/draw.ts';
import { fromInternal, toInternal } from '../../../training/space/internal.ts';

const read = (distribution: DistributionInput): Distribution => distributionSchema.parse(distribution);

/** Distributions of every kind that a person could mean. */
const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 0, max: 500 }))
    .map(([low, width]) => read({ kind: 'float', low: low / 7, high: low / 7 + width / 3 })),
  fc
    .tuple(fc.integer({ min: -9, max: 3 }), fc.integer({ min: 0, max: 6 }))
    .map(([low, decades]) => read({ kind: 'float', low: 10 ** low, high: 10 ** (low + decades), log: true })),
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.1, 0.25, 3), fc.nat(40))
    .map(([low, step, steps]) => read({ kind: 'float', low, high: low + steps * step, step })),
  fc
    .tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: 1, max: 9 }), fc.nat(30))
    .map(([low, step, steps]) => read({ kind: 'int', low, high: low + steps * step, step })),
  fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.nat(1000))
    .map(([low, width]) => read({ kind: 'int', low, high: low + width, log: true })),
  fc
    .uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 6 })
    .map((choices) => read({ kind: 'categorical', choices })),
);

const shares = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('draws only what a distribution contains, and converts it there and back', () => {
  fc.assert(
    fc.property(distributions, shares, (distribution, share) => {
      checkSpace({ f: { p: distribution } });
      const value = drawUniform(distribution, share);
      expect(contains(distribution, value)).toBe(true);
      expect(fromInternal(distribution, toInternal(distribution, value))).toBe(value);
    }),
    { numRuns: 500 },
  );
});

describe('even shares give even values', () => {
  const drawn = (distribution: DistributionInput, count: number) =>
    Array.from({ length: count }, (_, at) => drawUniform(read(distribution), (at + 0.5) / count));

  it('of a range', () => {
    expect(drawn({ kind: 'float', low: 0, high: 4 }, 4)).toEqual([0.5, 1.5, 2.5, 3.5]);
  });

  it('of a logarithm', () => {
    const values = drawn({ kind: 'float', low: 1, high: 1e4, log: true }, 4) as number[];
    expect(values.map((value) => Math.log10(value))).toEqual(
      [0.5, 1.5, 2.5, 3.5].map((n) => expect.closeTo(n, 9)),
    );
  });

  it('of a grid, its ends as often as the others', () => {
    expect(drawn({ kind: 'float', low: 0, high: 1, step: 0.5 }, 6)).toEqual([0, 0, 0.5, 0.5, 1, 1]);
    expect(drawn({ kind: 'int', low: 1, high: 3 }, 6)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('of choices', () => {
    expect(drawn({ kind: 'categorical', choices: ['a', true] }, 4)).toEqual(['a', 'a', true, true]);
  });
});

describe('a value is contained', () => {
  const tenths = read({ kind: 'float', low: 0, high: 1, step: 0.1 });

  it('within both bounds alone', () => {
    const range = read({ kind: 'float', low: 0, high: 1 });
    expect([-1e-9, 0, 1, 1 + 1e-9].map((value) => contains(range, value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('on the grid, however binary fractions round', () => {
    expect([0.1 + 0.2, 0.25].map((value) => contains(tenths, value))).toEqual([true, false]);
  });

  it('of the same type alone', () => {
    expect([contains(tenths, '0.1'), contains(tenths, undefined), contains(tenths, Number.NaN)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(contains(read({ kind: 'int', low: 0, high: 9 }), 1.5)).toBe(false);
    expect(contains(read({ kind: 'categorical', choices: [1] }), '1')).toBe(false);
  });

  it('with all parameters of a family, whatever else there is', () => {
    expect(containsAll({ a: tenths }, { a: 0.1, b: 'more' })).toBe(true);
    expect(containsAll({ a: tenths, b: tenths }, { a: 0.1 })).toBe(false);
  });
});

describe('a wrong space is refused with the parameter, what came and what was expected', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['bounds that are swapped', { kind: 'float', low: 2, high: 1 }, /svm\.c: .*"low":2.*Expected low ≤ high/],
    [
      'a logarithm of 0',
      { kind: 'float', low: 0, high: 1, log: true },
      /svm\.c: .*Expected a low bound above 0/,
    ],
    ['a logarithm of 0 in integers', { kind: 'int', low: 0, high: 9, log: true }, /1 or more/],
    [
      'a logarithm with a step',
      { kind: 'float', low: 1, high: 2, log: true, step: 0.5 },
      /Expected one of the two/,
    ],
    [
      'an integer logarithm with a step',
      { kind: 'int', low: 1, high: 9, log: true, step: 2 },
      /Expected one of the two/,
    ],
    [
      'a high bound off the grid',
      { kind: 'float', low: 0, high: 1, step: 0.3 },
      /low \+ k·step.*such as 0\.9\b/,
    ],
    ['an integer off the grid', { kind: 'int', low: 1, high: 10, step: 4 }, /such as 9\b/],
    ['a range too wide for a number', { kind: 'float', low: -1.7e308, high: 1.7e308 }, /no finite number/],
    ['a choice named twice', { kind: 'categorical', choices: ['a', 'b', 'a'] }, /"a" twice/],
  ];

  it.each(wrong)('%s', (_name, distribution, message) => {
    const space = { svm: { c: read(distribution as DistributionInput) } };
    expect(() => checkSpace(space)).toThrow(UserError);
    expect(() => checkSpace(space)).toThrow(message);
  });

  it('no family at all', () => {
    expect(() => checkSpace({})).toThrow(/no family/);
  });
});
