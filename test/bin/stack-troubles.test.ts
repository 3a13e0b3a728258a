import { expect, test } from 'vitest';
import { StackTroubles } from '../../bin/stack/stack-troubles.ts';
import type { MappingEvent } from '../../localstack/event-source-mapping/events.ts';

const invoked = { type: 'invoked', shardId: 'shardId-0', records: 3, done: 0, durationMs: 1 } as const;
const crashed = (reason: string): MappingEvent => ({ ...invoked, reason, failed: true });

function following() {
  let nowMs = 0;
  const troubles = new StackTroubles(() => nowMs);
  return {
    after: (ms: number, event: MappingEvent) => {
      nowMs += ms;
      return troubles.of({ type: 'mapping', event });
    },
    troubles,
  };
}

test('a function that fails on every delivery is told of once, whatever ids its errors name', () => {
  const { after } = following();
  expect(after(0, crashed('Sandbox.Timedout: 8c1d Error: Task timed out after 1.00 seconds'))).toMatch(
    /^the function failed on a batch of 3 records, which comes again: Sandbox\.Timedout: 8c1d .*timed out/,
  );
  for (let retry = 0; retry < 60; retry++)
    expect(after(10_000, crashed(`Sandbox.Timedout: id${retry} Error: Task timed out`))).toBeUndefined();
  expect(after(0, crashed('Runtime.ExitError: Error: Runtime exited'))).toMatch(/Runtime\.ExitError/);
  expect(after(3_600_000, crashed('Sandbox.Timedout: 1 Error: Task timed out'))).toMatch(/timed out/);
});

test('a shard that cannot be read and shards that cannot be listed are told of once each', () => {
  const { after } = following();
  const unreadable: MappingEvent = { type: 'read-failed', shardId: 'shardId-0', reason: 'reset' };
  expect(after(0, unreadable)).toMatch(/^shardId-0 could not be read: reset/);
  expect(after(1_000, unreadable)).toBeUndefined();
  expect(after(0, { type: 'list-failed', reason: 'reset' })).toMatch(/could not be listed: reset/);
});

test('records that are done or that the function hands back are no trouble of the stack', () => {
  const { after } = following();
  expect(after(0, { ...invoked, done: 3 })).toBeUndefined();
  expect(after(0, { ...invoked, reason: 'the function reported 17' })).toBeUndefined();
  expect(after(0, { type: 'shard-finished', shardId: 'shardId-0' })).toBeUndefined();
});

test('a log that takes no more is told of', () => {
  expect(following().troubles.of({ type: 'log-failed', reason: 'ENOSPC' })).toMatch(
    /no more lines \(ENOSPC\)/,
  );
});
