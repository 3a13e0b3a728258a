import { describe, expect, test } from 'vitest';
import { Answers } from '../../bin/demo/answers.ts';
import { confusionPicture, latencyPicture } from '../../bin/demo/pictures.ts';
import { type StreamedThrough, streamThrough } from '../../bin/demo/stream-through.ts';
import { judge, quantile } from '../../bin/demo/verdict.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { ShardRecord } from '../../lib/streams/read-stream.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import { MemoryStreams } from '../support/memory-streams.ts';
import { wineDraft } from './support/registries.ts';

const manifest = { ...wineDraft(0.5), version: 3 } as unknown as Manifest;

function record(value: unknown): ShardRecord {
  const data = Buffer.from(JSON.stringify(value));
  return { data, shardId: 's', sequenceNumber: '1', partitionKey: 'k', arrivedAt: new Date() };
}

/** Two records that were sent at 100 ms and answered as told. */
function streamed(answers: readonly object[], rejected: readonly string[] = []): StreamedThrough {
  const book = new Answers();
  for (const [index, answer] of answers.entries()) book.add(record(answer), 110 + index * 90);
  const sent = ['one', 'two'].map((id) => ({ id, putAt: 100 }));
  return { sent, answers: book, rejected: new Set(rejected) };
}

function answer(predictionId: string, label: number, customer: number, version = 3) {
  return { predictionId, prediction: { wine_quality: label }, version, customer_id: customer };
}

describe('the verdict', () => {
  test('on a run where all is well has no faults, and its numbers add up', () => {
    const run = streamed([answer('one', 5, 0), answer('two', 6, 1)]);
    const { result, faults, confusion } = judge(run, [5, 5], manifest);
    expect(result).toEqual({
      sent: 2,
      predicted: 2,
      rejected: 0,
      lost: 0,
      duplicates: 0,
      accuracy: 0.5,
      manifestAccuracy: 0.5,
      recordsPerSecond: 20,
      latencyMs: { p50: 10, p99: 100 },
      model: 'wine-quality',
      version: 3,
    });
    expect(confusion).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(faults).toEqual([]);
  });

  test.each([
    ['a lost record', streamed([answer('one', 5, 0)]), 'lost: 1 record'],
    ['a rejected record', streamed([answer('one', 5, 0)], ['two']), 'rejected: 1 record'],
    [
      'a doubled prediction',
      streamed([answer('one', 5, 0), answer('two', 6, 1), answer('two', 6, 1)]),
      'came twice: 1 prediction',
    ],
    ['a wrong label', streamed([answer('one', 6, 0), answer('two', 6, 1)]), 'the accuracy is 0, but'],
    [
      "another record's answer",
      streamed([answer('one', 5, 1), answer('two', 6, 0)]),
      'of another record: 2 predictions',
    ],
    [
      'another version',
      streamed([answer('one', 5, 0), answer('two', 6, 1, 2)]),
      'of another record: 1 prediction',
    ],
  ])('finds %s', (_, run, fault) => {
    expect(judge(run, [5, 5], manifest).faults.join()).toContain(fault);
  });

  test('takes the quantiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)]).toEqual([50, 99, 0]);
  });
});

test('a record of the output stream that is no prediction is a fault', () => {
  expect(() => new Answers().add(record({ hello: 1 }), 0)).toThrow(/not a prediction/);
});

test('the pictures name classes and add up', () => {
  expect(
    confusionPicture(
      [5, 6],
      [
        [1, 20],
        [0, 3],
      ],
    ),
  ).toEqual([
    'true \\ predicted  5   6',
    '----------------  -  --',
    '5                 1  20',
    '6                 0   3',
  ]);
  const lines = latencyPicture([10, 11, 12, 50]);
  expect(lines.map((line) => Number(line.split(' ').at(-1))).reduce((a, b) => a + b)).toBe(4);
  expect(latencyPicture([])).toEqual([]);
  expect(latencyPicture([7])).toHaveLength(1);
});

/** An input and an output stream with a function between them, which leaves out what `drops` says: their ids. */
function stack(drops: (sequence: number) => boolean = () => false) {
  const input = new MemoryStreams('in', 1);
  const output = new MemoryStreams('out', 1);
  const of = (stream: string) => (stream === 'in' ? input : output);
  const dropped = new Set<string>();
  let sequence = 0;
  const client: StreamClient = {
    ...{ location: 'memory', close: () => {}, createStream: async () => {} },
    streamStatus: async () => 'ACTIVE',
    listShards: (stream) => of(stream).listShards(stream),
    shardIterator: (stream, shardId, position) => of(stream).shardIterator(stream, shardId, position),
    getRecords: (iterator, limit) => output.getRecords(iterator, limit),
    async putEntries(stream, entries) {
      const outcomes = await input.putEntries(stream, entries);
      for (const outcome of outcomes) {
        if (!('sequenceNumber' in outcome)) continue;
        const predictionId = `in:${outcome.shardId}:${outcome.sequenceNumber}:-`;
        if (drops(sequence++)) {
          dropped.add(predictionId);
          continue;
        }
        const data = Buffer.from(JSON.stringify({ predictionId, prediction: { wine_quality: 5 } }));
        output.put(outcome.shardId, { data, partitionKey: 'k' });
      }
      return outcomes;
    },
  };
  return { client, dropped };
}

describe('streaming through', () => {
  const records = Array.from({ length: 120 }, (_, customer_id) => ({ customer_id }));
  const common = {
    input: 'in',
    output: 'out',
    records,
    signal: new AbortController().signal,
    onProgress() {},
  };

  test('finds the answer to every record', async () => {
    const { client } = stack();
    const run = await streamThrough({
      ...common,
      client,
      patienceMs: 5000,
      rejectedIds: async () => new Set(),
    });
    expect(run.sent).toHaveLength(120);
    expect(run.sent.filter(({ id }) => !run.answers.first.has(id))).toEqual([]);
  });

  test('waits no longer for a record that was rejected', async () => {
    const { client, dropped } = stack((sequence) => sequence === 7);
    const patienceMs = 20_000;
    const startedMs = performance.now();
    const run = await streamThrough({ ...common, client, patienceMs, rejectedIds: async () => dropped });
    expect(performance.now() - startedMs).toBeLessThan(patienceMs);
    expect(run.rejected).toEqual(new Set([run.sent[7]!.id]));
    expect(run.answers.first.size).toBe(119);
  });

  test('gives up on a record that is lost when patience ends', async () => {
    const { client } = stack((sequence) => sequence === 7);
    const run = await streamThrough({
      ...common,
      client,
      patienceMs: 300,
      rejectedIds: async () => new Set(),
    });
    expect(run.answers.first.size).toBe(119);
    expect(run.rejected.size).toBe(0);
  });

  test('ends with the reason of its signal', async () => {
    const { client } = stack(() => true);
    const signal = AbortSignal.timeout(50);
    const run = streamThrough({
      ...common,
      client,
      signal,
      patienceMs: 9000,
      rejectedIds: async () => new Set(),
    });
    await expect(run).rejects.toThrow(/timeout/);
  });
});
