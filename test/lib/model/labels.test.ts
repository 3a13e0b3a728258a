import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassLabel } from '../../../lib/contract/signature.ts';
import { argmaxRows, type LabelData, labelReader } from '../../../lib/model/labels.ts';

function positions(classes: readonly ClassLabel[], labels: LabelData): number[] {
  const result = new Int32Array(labels.length + 1).fill(-9);
  labelReader(classes)(labels, result, 1);
  expect(result[0]).toBe(-9);
  return [...result.subarray(1)];
}

const int64 = (...values: (number | bigint)[]) => BigInt64Array.from(values, BigInt);

describe('labelReader', () => {
  it.each<[string, ClassLabel[], LabelData, number[]]>([
    ['integers as the classes themselves', [3, 5, 9], int64(9, 3, 5), [2, 0, 1]],
    ['negative integers', [-1, 1], int64(1, -1, 0), [1, 0, -1]],
    ['far apart integers', [0, 2 ** 53 - 1], int64(2 ** 53 - 1, 0, 1), [1, 0, -1]],
    ['integers as positions of strings', ['no', 'yes'], int64(1, 0, 2, -1), [1, 0, -1, -1]],
    ['integers as the classes that are integers in quotes', ['1', '2', '3'], int64(1, 3, 2), [0, 2, 1]],
    ['integers as positions when one string is none', ['1', '02'], int64(1, 0), [1, 0]],
    ['strings', ['no', 'yes'], ['yes', 'no', 'maybe'], [1, 0, -1]],
    ['integers that differ in the upper half alone', [1, 2], int64(2n ** 32n + 1n, 1), [-1, 0]],
    ['integers beyond exactness', [1, 2], int64(2n ** 63n - 1n, -(2n ** 63n)), [-1, -1]],
  ])('reads %s', (_, classes, labels, expected) => {
    expect(positions(classes, labels)).toEqual(expected);
  });

  it('finds any class among any classes, and nothing else', () => {
    const classes = fc.uniqueArray(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.maxSafeInteger()), {
      minLength: 2,
    });
    fc.assert(
      fc.property(classes, fc.maxSafeInteger(), (names, other) => {
        const expected = [...names.map((_, position) => position), names.indexOf(other)];
        expect(positions(names, int64(...names, other))).toEqual(expected);
      }),
    );
  });
});

describe('argmaxRows', () => {
  it('takes the first of equal ones and never NaN', () => {
    const labels = new Int32Array(4);
    const rows = Float32Array.of(0.5, 0.5, 0.1, 0.2, NaN, 0.1, NaN, NaN);
    argmaxRows(rows, 2, labels);
    expect([...labels]).toEqual([0, 1, 1, -1]);
  });
});
