import { expect, test } from 'vitest';
import { inverseOf } from '../../../../training/trainers/neural/inverse.ts';

test('a matrix times its inverse is the identity', () => {
  const matrix = Float64Array.of(4, 1, -2, 1, 3, 0.5, -2, 0.5, 5);
  const inverse = inverseOf(matrix, 3);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const entry = [0, 1, 2].reduce((sum, k) => sum + matrix[3 * i + k]! * inverse[3 * k + j]!, 0);
      expect(entry).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});

test('a matrix that is not positive definite is refused', () => {
  expect(() => inverseOf(Float64Array.of(1, 2, 2, 1), 2)).toThrow(/not positive definite/);
});
