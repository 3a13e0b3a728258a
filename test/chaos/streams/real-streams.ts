import { ensureStream } from '../../../lib/streams/ensure-stream.ts';
import { putRecords } from '../../../lib/streams/put-records.ts';
import { readStream, type ShardRecord } from '../../../lib/streams/read-stream.ts';
import { type StreamClient, TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';
import type { ChaosStreams, StreamTail } from './chaos-streams.ts';

/** Streams over a Kinesis API of its own: requests like any others. */
export function realStreams(client: StreamClient): ChaosStreams {
  return {
    endpoint: client.location,
    create: (stream, shards) => ensureStream(client, stream, { shards }),
    put: (stream, entries) => putRecords(client, stream, entries),
    tail: (stream) => tailOf(client, stream),
  };
}

function tailOf(client: StreamClient, stream: string): StreamTail {
  const ended = new AbortController();
  let arrived: ShardRecord[] = [];
  let reading: Promise<void> | undefined;

  async function readOn(): Promise<void> {
    const options = { position: TRIM_HORIZON, pollMs: 100, signal: ended.signal };
    for await (const record of await readStream(client, stream, options)) arrived.push(record);
  }

  return {
    async read() {
      reading ??= readOn();
      // What goes wrong between two reads is told by the second.
      reading.catch(() => undefined);
      await Promise.race([reading, new Promise((resolve) => setImmediate(resolve))]);
      const records = arrived;
      arrived = [];
      return records;
    },
    async close() {
      ended.abort();
      await reading;
    },
  };
}
