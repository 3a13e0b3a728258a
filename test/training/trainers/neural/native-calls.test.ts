import { expect, test } from 'vitest';
import { NativeCalls, Stopped } from '../../../../training/trainers/neural/native-calls.ts';

function bothSides(): { thread: NativeCalls; owner: NativeCalls } {
  const state = NativeCalls.shared();
  return { thread: new NativeCalls(state), owner: new NativeCalls(state) };
}

test('a thread is not to be ended while it loads the runtime or is inside it', async () => {
  const { thread, owner } = bothSides();
  expect(owner.stop()).toBe(false);
  thread.began();
  expect(owner.stop()).toBe(true);
  const other = bothSides();
  other.thread.began();
  const { promise, resolve } = Promise.withResolvers<number>();
  const calling = other.thread.call(() => promise);
  expect(other.owner.stop()).toBe(false);
  resolve(3);
  expect(await calling).toBe(3);
  expect(other.owner.stop()).toBe(true);
});

test('a thread that is to end calls no more', async () => {
  const { thread, owner } = bothSides();
  thread.began();
  owner.stop();
  let called = false;
  const calling = thread.call(async () => {
    called = true;
  });
  await expect(calling).rejects.toThrow(Stopped);
  expect(called).toBe(false);
  expect(owner.stop()).toBe(true);
});

test('waiting for a call ends with the call, or with the time given for it', async () => {
  const { thread, owner } = bothSides();
  const started = performance.now();
  owner.awaitIdle(20);
  expect(performance.now() - started).toBeGreaterThan(15);
  thread.began();
  owner.awaitIdle(60_000);
});
