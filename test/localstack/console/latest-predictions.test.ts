import { describe, expect, it } from 'vitest';
import type { ShardPosition, StreamRecord } from '../../../lib/streams/stream-client.ts';
import { MAX_RECORDS } from '../../../localstack/console/api.ts';
import { latestPredictions } from '../../../localstack/console/latest-predictions.ts';
import { predictionView } from '../../../localstack/console/prediction-view.ts';

const START = Date.UTC(2026, 10, 21, 12);

/** One shard of a stream, which counts how often it is read. */
function stream() {
  const records: StreamRecord[] = [];
  const calls = { reads: 0, positions: [] as ShardPosition['type'][] };
  const first = (position: ShardPosition): number => {
    if (position.type === 'LATEST') return records.length;
    if (position.type !== 'AT_TIMESTAMP') return 0;
    const from = records.findIndex(({ arrivedAt }) => arrivedAt >= position.timestamp);
    return from < 0 ? records.length : from;
  };
  return {
    calls,
    put(id: string, atMs: number) {
      const data = Buffer.from(
        JSON.stringify({ predictionId: id, version: 2, prediction: { quality: 6, confidence: 0.5 } }),
      );
      records.push({
        sequenceNumber: String(records.length),
        partitionKey: '1',
        data,
        arrivedAt: new Date(atMs),
      });
    },
    putRaw(text: string) {
      records.push({
        sequenceNumber: '0',
        partitionKey: '1',
        data: Buffer.from(text),
        arrivedAt: new Date(START),
      });
    },
    listShards: async () => [
      { shardId: 's', parentShardId: undefined, adjacentParentShardId: undefined, closed: false },
    ],
    async shardIterator(_stream: string, _shard: string, position: ShardPosition) {
      calls.positions.push(position.type);
      return String(first(position));
    },
    async getRecords(iterator: string, limit: number) {
      calls.reads++;
      const from = Number(iterator);
      const page = records.slice(from, from + limit);
      const left = records.length - from - page.length;
      return {
        records: page,
        nextIterator: String(from + page.length),
        millisBehindLatest: left > 0 ? left : 0,
      };
    },
  };
}

describe('the latest predictions', () => {
  it('are those of the last minute when somebody first looks, and then what comes, newest first', async () => {
    const source = stream();
    const clock = { ms: START };
    source.put('old', START - 120_000);
    source.put('recent', START - 5_000);
    const latest = latestPredictions(source, 'out', () => clock.ms);
    expect(source.calls.reads).toBe(0);
    expect((await latest.look()).map(({ id }) => id)).toEqual(['recent']);
    source.put('new', START + 100);
    clock.ms += 1_000;
    expect((await latest.look()).map(({ id }) => id)).toEqual(['new', 'recent']);
  });

  it('are in the order of the stream, newest first, where a batch has one time', async () => {
    const source = stream();
    const clock = { ms: START };
    const latest = latestPredictions(source, 'out', () => clock.ms);
    await latest.look();
    for (let i = 0; i < MAX_RECORDS + 5; i++) source.put(`${i}`, START);
    clock.ms += 1_000;
    const newestFirst = Array.from({ length: MAX_RECORDS }, (_, i) => `${MAX_RECORDS + 4 - i}`);
    expect((await latest.look()).map(({ id }) => id)).toEqual(newestFirst);
    source.put('next', START);
    clock.ms += 1_000;
    expect((await latest.look()).map(({ id }) => id)).toEqual(['next', ...newestFirst.slice(0, -1)]);
  });

  it('are read no more often by many pages than by one', async () => {
    const source = stream();
    const latest = latestPredictions(source, 'out', () => START);
    await Promise.all(Array.from({ length: 50 }, () => latest.look()));
    await latest.look();
    expect(source.calls.reads).toBe(1);
  });

  it('are the latest, however many came: what cannot be read in one look is skipped', async () => {
    const source = stream();
    const clock = { ms: START };
    const latest = latestPredictions(source, 'out', () => clock.ms);
    await latest.look();
    for (let i = 0; i < 10_000; i++) source.put(`flood-${i}`, START + i);
    clock.ms += 1_000;
    expect(await latest.look()).toHaveLength(MAX_RECORDS);
    expect(source.calls.positions.at(-1)).toBe('LATEST');
    source.put('after', START + 20_000);
    clock.ms += 1_000;
    expect((await latest.look())[0]!.id).toBe('after');
  });

  it('stay as they were when the stream cannot be read, which is said, and go on afterwards', async () => {
    const source = stream();
    const clock = { ms: START };
    source.put('a', START - 1_000);
    const working = source.getRecords;
    const latest = latestPredictions(source, 'out', () => clock.ms);
    await latest.look();
    source.getRecords = () => Promise.reject(new Error('no Kinesis answers'));
    clock.ms += 1_000;
    expect((await latest.look()).map(({ id }) => id)).toEqual(['a']);
    expect(latest.problem).toBe('no Kinesis answers');
    source.getRecords = working;
    clock.ms += 1_000;
    expect((await latest.look()).map(({ id }) => id)).toEqual(['a']);
    expect(latest.problem).toBeUndefined();
  });

  it('are predictions: whatever else is on the stream is left out', async () => {
    const source = stream();
    for (const text of ['{', 'null', '[1]', '{"predictionId":1,"prediction":{}}', '{"predictionId":"x"}'])
      source.putRaw(text);
    expect(await latestPredictions(source, 'out', () => START).look()).toEqual([]);
  });
});

describe('a prediction on the console', () => {
  const view = (record: object) => predictionView(Buffer.from(JSON.stringify(record)), new Date(START));

  it('has its label, confidence, version and carried keys, in both output formats', () => {
    const compact = {
      predictionId: 's:0:1:-',
      customer_id: 7,
      prediction: { quality: 'good', confidence: 0.75 },
    };
    expect(view(compact)).toMatchObject({
      label: 'good',
      confidence: 0.75,
      version: null,
      carried: [['customer_id', '7']],
    });
    const full = {
      ...compact,
      version: 3,
      model: 'risk',
      arrivedAt: '2026-11-21T12:00:00.000Z',
      shardId: 's',
    };
    expect(view(full)).toMatchObject({
      version: 3,
      arrivedAt: '2026-11-21T12:00:00.000Z',
      carried: [['customer_id', '7']],
    });
  });

  it('is short, whatever was carried', () => {
    const long = { predictionId: 'x', prediction: { quality: 1 }, note: 'y'.repeat(1e6) };
    expect(JSON.stringify(view(long)).length).toBeLessThan(400);
  });
});
