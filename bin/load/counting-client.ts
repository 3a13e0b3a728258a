import { isFailure } from '../../lib/streams/put-records.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';

/** How the input stream took what was put. */
export interface PutCounts {
  requests: number;
  /** Entries that failed in an answer and were put again or given up, by error code. */
  refused: Record<string, number>;
  /** Requests that failed as a whole: what they held may be on the stream. */
  failedRequests: number;
}

export const THROTTLED = 'ProvisionedThroughputExceededException';

/** The client, its puts counted: `putRecords` tries again by itself and says nothing of it. */
export function countingPuts(client: StreamClient, counts: PutCounts): StreamClient['putEntries'] {
  return async (stream, entries) => {
    counts.requests++;
    const outcomes = await client.putEntries(stream, entries).catch((error: unknown) => {
      counts.failedRequests++;
      throw error;
    });
    for (const outcome of outcomes) {
      if (isFailure(outcome))
        counts.refused[outcome.errorCode] = (counts.refused[outcome.errorCode] ?? 0) + 1;
    }
    return outcomes;
  };
}
