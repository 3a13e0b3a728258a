import type { StreamRecord } from '../../../lib/streams/stream-client.ts';
import type { KinesisApi } from '../../support/kinesis-api/kinesis-api.ts';
import type { ChaosStreams, StreamTail } from './chaos-streams.ts';

/** Of one read, so that the API answers others in between. */
const READ_RECORDS = 2_000;

/** The streams of the stand-in in this process: put and read without requests, so that these are the function's own. */
export function standInStreams(api: KinesisApi): ChaosStreams {
  return {
    endpoint: api.endpoint,
    create: async (stream, shards) => api.createStream(stream, shards),
    put: async (stream, entries) => api.put(stream, entries),
    tail: (stream) => tailOf(api, stream),
    reshard: (stream, how, random) => reshard(api, stream, how, random),
  };
}

function tailOf(api: KinesisApi, stream: string): StreamTail {
  const next = new Map<string, number>();
  return {
    async read() {
      const records: StreamRecord[] = [];
      for (const { shardId } of api.shards(stream)) {
        const from = next.get(shardId) ?? 0;
        const read = api.records(stream, shardId, from)[Symbol.iterator]() as IteratorObject<StreamRecord>;
        const taken = read.take(READ_RECORDS - records.length).toArray();
        next.set(shardId, from + taken.length);
        records.push(...taken);
      }
      return records;
    },
    close: async () => undefined,
  };
}

function reshard(api: KinesisApi, stream: string, how: 'split' | 'merge', random: () => number): void {
  const open = api
    .shards(stream)
    .filter(({ closed }) => !closed)
    .toSorted((a, b) => (a.range.first < b.range.first ? -1 : 1));
  if (how === 'split') api.splitShard(stream, open[Math.floor(random() * open.length)]!.shardId);
  else {
    const lower = Math.floor(random() * (open.length - 1));
    api.mergeShards(stream, open[lower]!.shardId, open[lower + 1]!.shardId);
  }
}
