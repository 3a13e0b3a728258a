import { expect, it } from 'vitest';
import { remembered } from '../../../bin/console/remembered.ts';

it('is read once for all who ask, and anew when it is old or forgotten', async () => {
  const clock = { ms: 0 };
  let reads = 0;
  const value = remembered(
    async () => ++reads,
    1_000,
    () => clock.ms,
  );
  expect(await Promise.all([value.get(), value.get(), value.get()])).toEqual([1, 1, 1]);
  clock.ms = 999;
  expect(await value.get()).toBe(1);
  clock.ms = 1_000;
  expect(await value.get()).toBe(2);
  value.forget();
  expect(await value.get()).toBe(3);
});

it('is not read twice at once, however long it takes, and a failure is tried again', async () => {
  const clock = { ms: 0 };
  let reads = 0;
  let fail: (error: Error) => void = () => undefined;
  const value = remembered(
    () => {
      reads++;
      return new Promise<number>((_, reject) => {
        fail = reject;
      });
    },
    10,
    () => clock.ms,
  );
  const first = value.get();
  clock.ms = 60_000;
  const second = value.get();
  expect(reads).toBe(1);
  fail(new Error('gone'));
  await expect(Promise.all([first, second])).rejects.toThrow('gone');
  void value.get().catch(() => undefined);
  expect(reads).toBe(2);
});
