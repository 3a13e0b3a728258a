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
        const refused = rejected > 0 && rejectsTooMuch(total);
        expect(typeof verdict === 'object' && verdict.refused).toBe(refused);
        // Whatever comes of the version, a batch is answered by the one that rejects less of it.
        expect(verdict !== 'stays').toBe(refused || formerRejected < rejected);
      }
    }),
  );
});

/** Shows a window one batch; the former, unless it cannot be had, rejects `formerRejected` of it. */
function judge(window: GuardWindow, records: number, rejected: number, formerRejected?: number) {
  return window.judge(
    { records, rejected },
    { evaluate: async () => ({ records, rejected: formerRejected! }), share: (evaluation) => evaluation },
    async () => (formerRejected === undefined ? 'unreachable' : fakeVersion(1)),
  );
}

test('a window lasts ten minutes', async () => {
  const window = new GuardWindow(1000, [1]);
  await judge(window, 10, 0);
  expect(window.isOver(1000 + GUARD_WINDOW_MS - 1)).toBe(false);
  expect(window.isOver(1000 + GUARD_WINDOW_MS)).toBe(true);
});

test('a window lasts until ten records were compared', async () => {
  const window = new GuardWindow(0, [1]);
  await judge(window, 9, 0);
  expect(window.isOver(10 * GUARD_WINDOW_MS)).toBe(false);
  await judge(window, 1, 1, 1);
  expect(window.isOver(10 * GUARD_WINDOW_MS)).toBe(true);
});

test('a window does not end while a comparison is open', async () => {
  const window = new GuardWindow(0, [1]);
  await judge(window, 10, 0);
  expect(await judge(window, 20, 20)).toBe('undecided');
  await judge(window, 10, 0);
  expect(window.isOver(10 * GUARD_WINDOW_MS)).toBe(false);
  expect(await judge(window, 20, 20, 20)).toBe('stays');
  expect(window.isOver(10 * GUARD_WINDOW_MS)).toBe(true);
});

test('a former version that has no time to evaluate is as one that cannot be had', async () => {
  const window = new GuardWindow(0, [1], fakeVersion(1));
  const show = (records: number, rejected: number) =>
    window.judge(
      { records, rejected },
      { evaluate: async () => undefined, share: (evaluation) => evaluation },
      async () => undefined,
    );
  expect(await show(100, 1)).toBe('stays');
  expect(await show(100, 100)).toBe('undecided');
});
