import type { PutReceipt, StreamEntry, StreamRecord } from '../../../lib/streams/stream-client.ts';

/** The streams of a run, as its producer and its checker use them: the function and its host come over HTTP. */
export interface ChaosStreams {
  /** For the host and the function. */
  readonly endpoint: string;
  create(stream: string, shards: number): Promise<void>;
  /** @param entries 1 to 500. Resolves when all are acknowledged. */
  put(stream: string, entries: readonly StreamEntry[]): Promise<readonly PutReceipt[]>;
  /** Reads a stream from its start on. */
  tail(stream: string): StreamTail;
  /** Splits one shard, or merges two, chosen by chance. Undefined: these streams cannot. */
  readonly reshard?: (stream: string, how: 'split' | 'merge', random: () => number) => void;
}

export interface StreamTail {
  /**
   * The records that came since the last call, some thousand at most: each shard in its order, children after
   * their parents.
   */
  read(): Promise<readonly StreamRecord[]>;
  close(): Promise<void>;
}
