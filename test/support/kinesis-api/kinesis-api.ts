import type { PutReceipt, StreamEntry, StreamRecord } from '../../../lib/streams/stream-client.ts';
import { refuse, serveCall } from './answering.ts';
import { KinesisError } from './errors.ts';
import {
  failedEntries,
  isOfEntries,
  type KinesisFaultHook,
  type KinesisFaultKind,
  noFaults,
} from './faults.ts';
import { isGone, type Listener, listen, type Request, type Response } from './listener.ts';
import { createStream, type KinesisState, streamNameOf, streamOf } from './operations.ts';
import { parseCall } from './requests.ts';
import type { KinesisShard } from './shard.ts';

export interface KinesisApiOptions {
  /** Default: an ephemeral port. */
  readonly port?: number;
  /** The server's time in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Asked at each request. Default: no faults. */
  readonly fault?: KinesisFaultHook;
}

/** A shard's record and where it is. */
export interface LocatedRecord extends StreamRecord {
  readonly shardId: string;
}

export interface KinesisApi {
  /** http://127.0.0.1:<port>, for openKinesis and AWS_ENDPOINT_URL_KINESIS. */
  readonly endpoint: string;
  /** The requests so far, by operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** How many requests each fault has struck; those of entries count where an entry was hit. */
  readonly faults: Readonly<Record<KinesisFaultKind, number>>;
  /** Sets the fault hook from now on. */
  setFault(fault: KinesisFaultHook | undefined): void;

  /** In process, without a request and without faults. The stream must be new. */
  createStream(stream: string, shards: number): void;
  put(stream: string, entries: readonly StreamEntry[]): readonly PutReceipt[];
  /** The shards, closed ones included, in the order in which they began: parents before children. */
  shards(stream: string): readonly KinesisShard[];
  /**
   * The records there are now, in the order of a shard; shard after shard when none is named.
   * @param from the index of the first one. Default: 0.
   */
  records(stream: string, shardId?: string, from?: number): Iterable<LocatedRecord>;
  /** Splits in the middle. @returns the ids of the children */
  splitShard(stream: string, shardId: string): readonly [string, string];
  /** @returns the id of the child */
  mergeShards(stream: string, shardId: string, adjacentShardId: string): string;

  /** Cuts all connections and refuses new ones, until `accept`. What the streams hold stays. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A stand-in for the Kinesis API on loopback, over HTTP/1.1 and HTTP/2: streams in memory, each request atomic,
 * limits of requests per second not kept, signatures not checked, nothing ever trimmed. What it does not know it
 * refuses.
 */
export async function startKinesisApi(options: KinesisApiOptions = {}): Promise<KinesisApi> {
  const state: KinesisState = { streams: new Map(), now: options.now ?? Date.now };
  const requests: Record<string, number> = {};
  const faults = noFaults();
  let { fault: hook } = options;
  let number = 0;

  async function serve(request: Request, response: Response): Promise<void> {
    const call = parseCall(request.headers['x-amz-target'] as string, await bodyOf(request));
    number += 1;
    requests[call.operation] = (requests[call.operation] ?? 0) + 1;
    const entries = call.operation === 'PutRecords' ? call.input.Records.length : 0;
    const described = {
      operation: call.operation,
      stream: streamNameOf(call, state.now()),
      entries,
      number,
    };
    const fault = hook?.(described);
    const failed = failedEntries(fault, entries);
    if (fault && (failed.size > 0 || !isOfEntries(fault))) faults[fault.kind] += 1;
    await serveCall({ state, request, response, call, fault, failed, cut: () => listener.cut(request) });
  }

  const listener: Listener = await listen(options.port ?? 0, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (isGone(request, response)) return;
      if (error instanceof KinesisError) refuse(response, error);
      else listener.cut(request);
    });
  });
  return {
    endpoint: `http://127.0.0.1:${listener.port}`,
    requests,
    faults,
    setFault: (next) => {
      hook = next;
    },
    createStream: (stream, shards) => createStream(state, stream, shards),
    put: (stream, entries) => entries.map((entry) => streamOf(state, stream).put(entry, state.now())),
    shards: (stream) => streamOf(state, stream).shards,
    records: (stream, shardId, from = 0) => {
      const { shards } = streamOf(state, stream);
      return recordsOf(shardId === undefined ? shards : [streamOf(state, stream).shard(shardId)], from);
    },
    splitShard: (stream, shardId) => {
      const [lower, upper] = streamOf(state, stream).split(shardId);
      return [lower.shardId, upper.shardId];
    },
    mergeShards: (stream, shardId, adjacent) => streamOf(state, stream).merge(shardId, adjacent).shardId,
    refuse: () => listener.refuse(),
    accept: () => listener.accept(),
    close: () => listener.refuse(),
  };
}

function* recordsOf(shards: readonly KinesisShard[], from: number): Generator<LocatedRecord> {
  for (const shard of shards) {
    const { count } = shard.log;
    for (let index = from; index < count; index++) {
      yield { ...shard.record(index), shardId: shard.shardId };
    }
  }
}

async function bodyOf(request: Request): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
