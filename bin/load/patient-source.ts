import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamSource } from '../../lib/streams/read-stream.ts';
import {
  IteratorExpired,
  type RecordPage,
  StreamNotFound,
  StreamsUnreachable,
  StreamThrottled,
} from '../../lib/streams/stream-client.ts';

/** Tries of one read; the pauses between them add up to half a minute. */
const ATTEMPTS = 8;

const FIRST_PAUSE_MS = 250;

/**
 * The streams, read at a pace and with patience: a load that runs for hours must not end by one answer that was cut
 * off, and reading as fast as answers come would be a load of its own.
 * @param pauseMs before each read of a shard
 * @param signal ends all waiting
 */
export function patientSource(source: StreamSource, pauseMs: number, signal: AbortSignal): StreamSource {
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  return {
    listShards: (stream) => source.listShards(stream),
    shardIterator: (stream, shardId, position) => source.shardIterator(stream, shardId, position),
    async getRecords(iterator, limit): Promise<RecordPage> {
      await pause(pauseMs);
      for (let attempt = 1; ; attempt++) {
        try {
          return await source.getRecords(iterator, limit);
        } catch (thrown) {
          if (signal.aborted || attempt === ATTEMPTS || !maySucceed(thrown)) throw thrown;
          await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
        }
      }
    },
  };
}

/** Others have a meaning for the reader, or will not pass. A read that is repeated takes nothing from the stream. */
function maySucceed(thrown: unknown): boolean {
  const meant = [IteratorExpired, StreamNotFound, StreamThrottled, StreamsUnreachable];
  return !meant.some((kind) => thrown instanceof kind);
}
