import { expect, it, vi } from 'vitest';
import { DriftSchedule, nextRun } from '../../../bin/stack/drift-schedule.ts';

const at = (text: string) => Date.parse(`2026-11-21T${text}Z`);

it.each([
  ['02:00:00', '02:15:00'],
  ['02:14:59', '02:15:00'],
  ['02:15:00', '03:15:00'],
  ['23:59:00', '24:15:00'],
])('after %s the job runs at a quarter past', (now, next) => {
  expect(nextRun(at(now))).toBe(next === '24:15:00' ? at('23:15:00') + 3_600_000 : at(next));
});

it('the job runs by the hour and on demand, never twice at once, and a failure is told and not the end', async () => {
  vi.useFakeTimers({ now: at('02:00:00') });
  try {
    const failures: string[] = [];
    const runs: { end(text: string): void; fail(error: Error): void }[] = [];
    const run = () => new Promise<string>((end, fail) => runs.push({ end, fail }));
    const schedule = new DriftSchedule({ run, now: Date.now, onFailure: (reason) => failures.push(reason) });
    expect(schedule.view()).toEqual({ running: false, nextAt: '2026-11-21T02:15:00.000Z', last: null });
    schedule.start();
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    expect(runs).toHaveLength(1);
    const both = [schedule.judge(), schedule.judge()];
    expect(runs).toHaveLength(1);
    expect(schedule.view().running).toBe(true);
    runs[0]!.fail(new Error('the disk is full'));
    await Promise.all(both);
    expect(schedule.view()).toMatchObject({
      running: false,
      last: { ok: false, message: 'the disk is full' },
    });
    expect(failures).toEqual(['the disk is full']);
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(runs).toHaveLength(2);
    runs[1]!.end('2 windows judged.');
    await schedule.stop();
    expect(schedule.view().last).toEqual({
      at: '2026-11-21T03:15:00.000Z',
      ok: true,
      message: '2 windows judged.',
    });
    await vi.advanceTimersByTimeAsync(3 * 3_600_000);
    expect(runs).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
