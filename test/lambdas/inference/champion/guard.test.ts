import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addTally,
  EMPTY_TALLY,
  GUARD_WINDOW_MS,
  rejectsTooMuch,
} from '../../../../lambdas/inference/champion/guard.ts';
import { GuardWindow } from '../../../../lambdas/inference/champion/guard-window.ts';
import { fakeVersion } from './support.ts';

test.each([
  { records: 9, rejected: 9, formerRejected: 0, refused: false },
  { records: 10, rejected: 10, formerRejected: 0, refused: true },
  { records: 10, rejected: 2, formerRejected: 0, refused: true },
  { records: 10, rejected: 1, formerRejected: 0, refused: false },
  { records: 35, rejected: 7, formerRejected: 0, refused: true },
  { records: 100, rejected: 100, formerRejected: 81, refused: false },
  { records: 100, rejected: 100, formerRejected: 80, refused: true },
  { records: 100, rejected: 100, formerRejected: 100, refused: false },
])(
  '$rejected of $records rejected where the former rejects $formerRejected: refused is $refused',
  (tally) => {
    expect(rejectsTooMuch(tally)).toBe(tally.refused);
  },
);

const batch = fc
  .record({
    records: fc.integer({ min: 1, max: 10_000 }),
    a: fc.double({ min: 0, max: 1, noNaN: true }),
    b: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ records, a, b }) => ({
    records,
    rejected: Math.floor(a * records),
    formerRejected: Math.floor(b * records),
  }));

test('a burst of records that both versions reject never refuses the new one', () => {
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1 }), (batches) => {
      const burst = batches.map(({ records, rejected }) => ({ records, rejected, formerRejected: rejected }));
      expect(rejectsTooMuch(burst.reduce(addTally, EMPTY_TALLY))).toBe(false);
    }),
  );
});

test('the decision is the one over all records of the window, however they are cut into batches', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 20 }), async (batches) => {
      const window = new GuardWindow(0, [1], fakeVersion(1));
      const total = { records: 0, rejected: 0, formerRejected: 0 };
      for (const one of batches) {
        const { records, rejected, formerRejected } = one;
        const verdict = await window.judge(
          { records, rejected },
          {
            evaluate: async () => ({ records, rejected: formerRejected }),
            share: (evaluation) => evaluation,
          },
          async () => undefined,
        );
        total.records += records;
        total.rejected += rejected;
        // The former is not shown a batch of which the new version rejects nothing.
        total.formerRejected += rejected === 0 ? 0 : formerRejected;
        expect(verdict !== 'stays').toBe(rejected > 0 && rejectsTooMuch(total));
      }
    }),
  );
});

test('a window lasts ten minutes', () => {
  const window = new GuardWindow(1000, [1]);
  expect(window.isOver(1000 + GUARD_WINDOW_MS - 1)).toBe(false);
  expect(window.isOver(1000 + GUARD_WINDOW_MS)).toBe(true);
});
