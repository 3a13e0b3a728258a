import { describe, expect, it } from 'vitest';
import { exactTail } from '../../../../monitoring/drift/quality/exact-tail.ts';

describe('exactTail', () => {
  it.each([
    // Fisher's tea taster: P(X >= 3) and P(X >= 4) of 8 cups, 4 and 4.
    [{ hits: 3, rows: 4 }, { hits: 1, rows: 4 }, 17 / 70],
    [{ hits: 4, rows: 4 }, { hits: 0, rows: 4 }, 1 / 70],
    // The 2 highest of 5 + 3 values are both among the 3: 3 · 2 ÷ (8 · 7).
    [{ hits: 2, rows: 3 }, { hits: 0, rows: 5 }, 6 / 56],
    [{ hits: 0, rows: 3 }, { hits: 2, rows: 5 }, 1],
    [{ hits: 0, rows: 0 }, { hits: 0, rows: 0 }, 1],
    [{ hits: 3, rows: 3 }, { hits: 0, rows: 0 }, 1],
  ])('of %j beside %j is what hands count', (tally, other, expected) => {
    expect(exactTail(tally, other)).toBeCloseTo(expected, 12);
  });

  it('is the normal tail of large numbers, and of a billion rows still a number', () => {
    // 10,000 ± 1 of 100,000 beside as many: z = 400 ÷ the root of 2 · 10,200 · .898.
    const p = exactTail({ hits: 10_400, rows: 100_000 }, { hits: 10_000, rows: 100_000 });
    const z = 399.5 / 2 / Math.sqrt((20_400 * (200_000 - 20_400)) / 800_000);
    expect(z).toBeCloseTo(2.952, 2);
    expect(p).toBeCloseTo(0.00158, 4);
    const large = exactTail({ hits: 2e7, rows: 1e9 }, { hits: 1.99e7, rows: 1e9 });
    expect(large).toBeGreaterThan(0);
    expect(large).toBeLessThan(1e-40);
  });
});
