import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isotonicShares } from '../../../../training/profile/calibration/isotonic.ts';

describe('isotonicShares', () => {
  it('pools neighbours that are out of order, and fills what nobody tried', () => {
    // 1/4, 3/4, 1/4, then nothing, then 4/4: the two in the middle become 4/8. By hand.
    const shares = isotonicShares({ rows: [0, 4, 4, 4, 0, 4, 0], hits: [0, 1, 3, 1, 0, 4, 0] });
    expect(shares).toEqual([0.25, 0.25, 0.5, 0.5, 0.75, 1, 1]);
  });

  it('has no answer without any attempt', () => {
    expect(isotonicShares({ rows: [0, 0], hits: [0, 0] })).toBeUndefined();
  });

  const bins = fc.array(
    fc.nat(50).chain((rows) => fc.tuple(fc.constant(rows), fc.nat(rows))),
    { minLength: 1, maxLength: 30 },
  );

  it('never falls, lies between 0 and 1, and says of all attempts together what is true of them', () => {
    fc.assert(
      fc.property(bins, (drawn) => {
        const [rows, hits] = [drawn.map(([count]) => count), drawn.map(([, count]) => count)];
        const shares = isotonicShares({ rows, hits });
        if (shares === undefined) {
          expect(Math.max(...rows)).toBe(0);
          return;
        }
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...shares)).toBeLessThanOrEqual(1);
        const expected = shares.reduce((sum, share, at) => sum + share * rows[at]!, 0);
        expect(expected).toBeCloseTo(
          hits.reduce((sum, count) => sum + count, 0),
          8,
        );
      }),
    );
  });
});
