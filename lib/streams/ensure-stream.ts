import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamClient } from './stream-client.ts';

export interface EnsureOptions {
  /** Shards of a stream that must be created: 1 to 10,000. */
  readonly shards: number;
  /** How long it may take to become active. Default: 30,000 ms. */
  readonly timeoutMs?: number;
}

/** The pause between two looks at a stream's state, doubled each time; AWS takes ten to twenty looks a second. */
const POLL_MS = { first: 25, most: 500 } as const;

/**
 * Makes sure that a stream exists and takes records. An existing stream keeps the shards that it has.
 * @throws StreamNotActive when it does not become active in time
 */
export async function ensureStream(
  client: StreamClient,
  stream: string,
  options: EnsureOptions,
): Promise<void> {
  const deadline = performance.now() + (options.timeoutMs ?? 30_000);
  let status = await client.streamStatus(stream);
  if (status === undefined) await client.createStream(stream, options.shards);
  for (let pauseMs: number = POLL_MS.first; status !== 'ACTIVE' && status !== 'UPDATING'; pauseMs *= 2) {
    if (performance.now() > deadline) throw new StreamNotActive(stream, status);
    await sleep(Math.min(pauseMs, POLL_MS.most));
    status = await client.streamStatus(stream);
  }
}

/** A stream did not become active in time. */
export class StreamNotActive extends Error {
  override readonly name = 'StreamNotActive';

  constructor(stream: string, status: string | undefined) {
    super(`the stream ${stream} did not become active in time; it is ${status ?? 'not there'}`);
  }
}
