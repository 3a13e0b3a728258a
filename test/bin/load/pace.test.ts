import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Clock, dueAt, OVERTIME_MS, type Schedule, TICK_MS, turnsOf } from '../../../bin/load/pace.ts';

/** A clock that moves by sleeping alone, and by what a put is said to take. */
class SteppedClock implements Clock {
  ms = 1000;
  now(): number {
    return this.ms;
  }
  async sleep(ms: number): Promise<void> {
    this.ms += ms;
  }
}

interface Taken {
  readonly turn: number;
  readonly atMs: number;
}

/** Takes the turns of each worker, one worker after the other, each on a clock of its own. */
async function take(schedule: Schedule, workers: number, putMs: number, batch = 500): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (let worker = 0; worker < workers; worker++) {
    const clock = new SteppedClock();
    const signal = new AbortController().signal;
    for await (const turns of turnsOf(schedule, { worker, workers, batch }, clock, signal)) {
      expect(turns.length).toBeLessThanOrEqual(batch);
      taken.push(...turns.map((turn) => ({ turn, atMs: clock.ms })));
      clock.ms += putMs;
    }
  }
  return taken.toSorted((a, b) => a.turn - b.turn);
}

test('each record is taken once, when it is due and at most a tick later, however many workers there are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.5, max: 3000, noNaN: true }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 400 }),
      async (perSecond, workers, total) => {
        const schedule = { startMs: 1000, perSecond, total };
        const taken = await take(schedule, workers, 0);
        expect(taken.map(({ turn }) => turn)).toEqual(Array.from({ length: total }, (_, turn) => turn));
        for (const { turn, atMs } of taken) {
          const lateMs = atMs - dueAt(schedule, turn);
          expect(lateMs).toBeGreaterThanOrEqual(0);
          expect(lateMs).toBeLessThanOrEqual(TICK_MS + 1e-6);
        }
      },
    ),
  );
});

test('a stream that stalls moves no due time: what came due meanwhile goes in one group', async () => {
  const schedule = { startMs: 1000, perSecond: 100, total: 300 };
  const taken = await take(schedule, 1, 500);
  expect(taken).toHaveLength(300);
  const groups = new Set(taken.map(({ atMs }) => atMs));
  expect(groups.size).toBeLessThanOrEqual(8);
  expect(taken[60]!.atMs - dueAt(schedule, 60)).toBeGreaterThan(300);
});

test('a stream that is too slow is not caught up with for longer than the overtime', async () => {
  const schedule = { startMs: 1000, perSecond: 1000, total: 2000 };
  const taken = await take(schedule, 1, 400, 50);
  expect(taken.length).toBeLessThan(2000);
  expect(taken.at(-1)!.atMs).toBeLessThanOrEqual(1000 + 2000 + OVERTIME_MS);
});

test('a stopped worker takes nothing more', async () => {
  const stop = new AbortController();
  const clock = new SteppedClock();
  const schedule = { startMs: 1000, perSecond: 100, total: 1000 };
  let taken = 0;
  for await (const turns of turnsOf(schedule, { worker: 0, workers: 1, batch: 500 }, clock, stop.signal)) {
    taken += turns.length;
    if (taken > 20) stop.abort();
  }
  expect(taken).toBeLessThan(30);
});
