import { expect, test } from 'vitest';
import type { Outgoing, Problem } from '../../bin/records/outgoing.ts';
import { type SendAllOptions, type SendOutcome, sendAll } from '../../bin/records/send-all.ts';
import { StreamNotFound } from '../../lib/streams/stream-client.ts';
import { MemoryStreams } from '../support/memory-streams.ts';

function lines(count: number): Outgoing[] {
  return Array.from({ length: count }, (_, index) => ({
    line: index + 1,
    data: Buffer.from('{}'),
    partitionKey: `${index + 1}`,
  }));
}

function run(
  client: MemoryStreams,
  items: Iterable<Outgoing> | AsyncIterable<Outgoing>,
  options: Partial<SendAllOptions> = {},
): Promise<SendOutcome> {
  return sendAll(client, 's', items, {
    rate: undefined,
    batch: 4,
    backoffMs: 0,
    signal: new AbortController().signal,
    onProblem: () => undefined,
    onSent: () => undefined,
    ...options,
  });
}

test('records that the stream refuses at every attempt are problems, and not counted as sent', async () => {
  const client = new MemoryStreams('s', 1);
  client.failsEntry = (_request, place) => place === 0;
  const problems: Problem[] = [];
  const counts: number[] = [];
  const outcome = await run(client, lines(6), {
    onProblem: (problem) => problems.push(problem),
    onSent: (sent) => counts.push(sent),
  });
  expect(outcome).toMatchObject({ sent: 4, fault: undefined, interrupted: undefined, rest: undefined });
  expect(counts).toEqual([3, 4]);
  expect(problems).toEqual([
    { line: 1, problem: 'refused: InternalFailure' },
    { line: 5, problem: 'refused: InternalFailure' },
  ]);
});

test('a request that fails for good ends it with what went before, and where to go on', async () => {
  const client = new MemoryStreams('s', 1);
  const fault = new Error('the line is cut');
  const outcome = await run(client, lines(10), {
    onSent: (sent) => {
      if (sent === 4) client.faults.push(fault);
    },
  });
  expect(outcome).toMatchObject({ sent: 4, fault, interrupted: undefined });
  expect(outcome.rest).toEqual({ from: 5, sent: [], unknown: [5, 6, 7, 8], unsent: [] });
});

test('a fault at the second attempt tells the lines apart that went at the first', async () => {
  const client = new MemoryStreams('s', 1);
  client.failsEntry = (_request, place) => {
    if (place === 1) client.faults.push(new Error('the line is cut'));
    return place === 1;
  };
  const outcome = await run(client, lines(4));
  expect(outcome.sent).toBe(3);
  expect(outcome.rest).toEqual({ from: 2, sent: [3, 4], unknown: [2], unsent: [] });
});

test('a stream that is not there has taken nothing', async () => {
  const client = new MemoryStreams('another', 1);
  const outcome = await run(client, lines(2));
  expect(outcome.fault).toBeInstanceOf(StreamNotFound);
  expect(outcome.rest).toEqual({ from: 1, sent: [], unknown: [], unsent: [1, 2] });
});

test('a file that cannot be read on is a fault after the lines before it', async () => {
  const fault = new Error('the disk is gone');
  async function* breaking() {
    yield* lines(6);
    throw fault;
  }
  const outcome = await run(new MemoryStreams('s', 1), breaking());
  expect(outcome).toMatchObject({ sent: 6, fault });
  expect(outcome.rest).toEqual({ from: 7, sent: [], unknown: [], unsent: [] });
});

test('an abort while the source is silent names what was read and not sent', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  async function* pipe() {
    yield* lines(4);
    queueMicrotask(() => setTimeout(() => controller.abort(reason), 10));
    yield { line: 5, data: Buffer.from('{}'), partitionKey: '5' };
    await new Promise(() => undefined);
  }
  const outcome = await run(new MemoryStreams('s', 1), pipe(), { signal: controller.signal });
  expect(outcome).toMatchObject({ sent: 4, interrupted: reason, fault: undefined });
  expect(outcome.rest).toEqual({ from: 5, sent: [], unknown: [], unsent: [5] });
});
