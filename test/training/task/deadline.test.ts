import { afterEach, expect, test, vi } from 'vitest';
import { endAfter } from '../../../training/task/deadline.ts';

afterEach(() => vi.useRealTimers());

test('a task whose time is over is asked to stop, and ended when it does not hear', () => {
  vi.useFakeTimers();
  const stop = new AbortController();
  const giveUp = vi.fn();
  endAfter(7_200, { stop, giveUp });
  vi.advanceTimersByTime(7_199_999);
  expect(stop.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(stop.signal.aborted).toBe(true);
  expect(giveUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(120_000);
  expect(giveUp).toHaveBeenCalledOnce();
});
