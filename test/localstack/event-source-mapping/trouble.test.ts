import { expect, test } from 'vitest';
import type { MappingEvent } from '../../../localstack/event-source-mapping/events.ts';
import { troubleOf } from '../../../localstack/event-source-mapping/trouble.ts';

const shardId = 'shardId-0';

test.each<[MappingEvent, string]>([
  [{ type: 'list-failed', reason: 'down' }, 'the shards could not be listed: down'],
  [{ type: 'read-failed', shardId, reason: 'down' }, 'shardId-0 could not be read: down'],
  [
    { type: 'position-lost', shardId },
    'shardId-0 no longer has the record of its checkpoint (its Kinesis was killed?), so all that it has is delivered again',
  ],
  [
    { type: 'invoked', shardId, records: 1, done: 0, durationMs: 1, failed: true, reason: 'E: x' },
    'the function failed on a batch of 1 record, which comes again: E: x',
  ],
  [
    { type: 'throttled', shardId, records: 7 },
    "the function's concurrency is in use, so a batch of 7 records waits",
  ],
  [
    { type: 'discarded', shardId, records: 1, condition: 'RetryAttemptsExhausted', kept: true },
    'shardId-0 gave up a batch of 1 record (RetryAttemptsExhausted), which is in the on-failure destination',
  ],
  [
    { type: 'discarded', shardId, records: 2, condition: 'RecordAgeExceeded', kept: false },
    'shardId-0 gave up a batch of 2 records (RecordAgeExceeded), which is lost, for want of a destination',
  ],
  [
    { type: 'destination-failed', shardId, records: 2, reason: 'full' },
    'the on-failure destination did not take a batch of 2 records, and is asked again: full',
  ],
])('%j is a sentence', (event, message) => {
  expect(troubleOf(event)?.message).toBe(message);
});

test.each<MappingEvent>([
  { type: 'invoked', shardId, records: 3, done: 1, durationMs: 1, reason: 'the function reported 4950' },
  { type: 'invoked', shardId, records: 3, done: 3, durationMs: 1 },
  { type: 'bisected', shardId, records: 3, halves: [2, 1] },
  { type: 'shard-finished', shardId },
])('%j is no trouble: the function tells of its own, and the rest is as it should be', (event) => {
  expect(troubleOf(event)).toBeUndefined();
});
