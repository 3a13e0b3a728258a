/**
 * A simulator of Lambda's event source mapping for Kinesis: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * It takes the settings that are deployed, over ports for the stream, the function, the clock, the checkpoints
 * and the destination. The rules, each with its file; (*) marks what the service's documents leave open, where
 * the file says what is done here:
 *
 * - batches by number, window and the payload's 6 MB                              batching.ts
 * - lanes, one batch of each in flight, order per key (*), bounded memory (*)     lanes.ts, lane-of-key.ts
 * - what an answer means, down to forms that mean nothing (*)                     response.ts
 * - retries, bisect, partial failures, record age (*), throttles                  delivery.ts
 * - pauses between tries (*)                                                      retry-pause.ts
 * - the destination's objects and messages, and when it refuses (*)               destinations/
 * - starting positions and what children and restarts make of them (*)            checkpoints/shard-progress.ts
 * - checkpoints of lanes, under a factor that changed too (*)                     checkpoints/lane-marks.ts
 * - a stream that lost what the checkpoint names (not on AWS)                     shard-source.ts
 * - parents before children, of a merge both                                      lib/streams/shard-lineage.ts
 *
 * What it leaves out: a stream's retention (records that wait here are delivered even if the stream has dropped
 * them since), tumbling windows, filters, enhanced fan-out, and the consolidation of messages to a destination
 * that Lambda reserves the right to: here each batch that is given up is a message of its own.
 */

import { randomUUID } from 'node:crypto';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { type EventSourceMappingSettings, resolveMapping } from '../../lib/contract/event-source-mapping.ts';
import { readableShards } from '../../lib/streams/shard-lineage.ts';
import type { Shard, StreamClient } from '../../lib/streams/stream-client.ts';
import type { CheckpointStore } from './checkpoints/checkpoint-store.ts';
import { type Clock, systemClock } from './clock.ts';
import type { MappingEvent } from './events.ts';
import type { EventSource } from './kinesis-event.ts';
import type { FailureDestination, InvokableFunction } from './ports.ts';
import { RETRY_PAUSE_MS, type RetryPause } from './retry-pause.ts';
import { pollShard } from './shard-poller.ts';

export interface MappingOptions {
  readonly client: StreamClient;
  readonly stream: string;
  readonly source: EventSource;
  readonly target: InvokableFunction;
  readonly settings: Partial<EventSourceMappingSettings>;
  readonly checkpoints: CheckpointStore;
  /**
   * Where records go that are given up. 'none' must be said: with it they are lost, as on Lambda without a
   * destination, and a `discarded` event with `kept: false` is all that remains of them.
   */
  readonly destination: FailureDestination | 'none';
  /** Names the mapping in the destination's keys: a UUID. */
  readonly mappingId: string;
  /** For the destination's messages: arn:aws:lambda:<region>:<account>:function:<name>:$LATEST. */
  readonly functionArn: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly onEvent?: (event: MappingEvent) => void;
  /** The pause between two reads of a shard that had nothing, in ms. Default: 250; Lambda's is up to 1,000. */
  readonly pollMs?: number;
  /** Pauses before a batch is tried again, and before the destination is. Default: RETRY_PAUSE_MS. */
  readonly retryPauseMs?: RetryPause;
  /**
   * Milliseconds that are added to the arrival of the records read next, as the function is told it, so that
   * traffic of other hours can be played. Ages and starting positions go by the true arrival. Default: none.
   */
  readonly arrivalShiftMs?: () => number;
  /** Makes the UUIDs of the destination's messages. Default: random ones. */
  readonly newId?: () => string;
}

export interface EventSourceMapping {
  /**
   * Resolves when the mapping has ended: stopped, or at the end of a stream whose shards are all closed.
   * Rejects when it cannot go on: checkpoints that cannot be read or written.
   */
  readonly ended: Promise<void>;
  /**
   * Ends it: the invocations that run are finished and checkpointed, no other is made. Resolves then.
   * With `abandon` they are not waited for, and their records are delivered again after a restart. May be
   * called again, to abandon what a first call waits for.
   */
  stop(options?: { readonly abandon?: boolean }): Promise<void>;
}

/** How often the shards are listed, besides each time when one ends; the second after a failure. */
const LIST_MS = 10_000;
const LIST_RETRY_MS = 1_000;

/**
 * Starts to feed a stream to a function as Lambda's event source mapping does: each shard by itself, each key in
 * its order, children after their parents, each batch until it is done or given up.
 * @throws UserError for settings that Lambda would refuse
 */
export function startEventSourceMapping(options: MappingOptions): EventSourceMapping {
  const settings = resolveMapping(options.settings);
  const run = { ...DEFAULTS, ...options, settings };
  checkStart(settings, run.clock.now());
  return new Mapping(run);
}

const DEFAULTS = {
  clock: systemClock,
  pollMs: 250,
  retryPauseMs: RETRY_PAUSE_MS,
  arrivalShiftMs: () => 0,
  newId: () => randomUUID(),
  onEvent: () => undefined,
};

/** As the API does. @throws UserError */
function checkStart({ startingPositionTimestamp: at }: EventSourceMappingSettings, nowMs: number): void {
  if (at === undefined || at * 1000 <= nowMs) return;
  const now = Math.floor(nowMs / 1000);
  throw new UserError(`startingPositionTimestamp is ${at}, but must not be in the future (now is ${now})`);
}

type RunOptions = Required<MappingOptions> & { readonly settings: EventSourceMappingSettings };

/** Runs a poller for each shard that may be read, and starts those of children as their parents end. */
class Mapping implements EventSourceMapping {
  readonly ended: Promise<void>;
  readonly #options: RunOptions;
  readonly #stopping = new AbortController();
  readonly #abandon = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  readonly #finished = new Set<string>();
  readonly #faults: unknown[] = [];
  /** Aborts when a shard ends, so that its children need not wait for the next look. */
  #shardEnded = new AbortController();

  constructor(options: RunOptions) {
    this.#options = options;
    this.ended = this.#run();
  }

  async stop({ abandon = false }: { readonly abandon?: boolean } = {}): Promise<void> {
    this.#stopping.abort();
    if (abandon) this.#abandon.abort();
    await this.ended;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#shardEnded = new AbortController();
      const shards = await listShards(this.#options);
      for (const shard of readableShards(shards, this.#finished)) {
        if (!this.#running.has(shard.shardId)) this.#running.set(shard.shardId, this.#runShard(shard));
      }
      if (this.#running.size === 0 && shards.length > 0) break;
      const pauseMs = shards.length > 0 ? LIST_MS : LIST_RETRY_MS;
      const wakers = [this.#stopping.signal, this.#shardEnded.signal];
      await this.#options.clock.sleep(pauseMs, AbortSignal.any(wakers));
    }
    await Promise.all(this.#running.values());
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  /** Never rejects: a fault ends the whole mapping. */
  async #runShard(shard: Shard): Promise<void> {
    const { shardId } = shard;
    try {
      const finished = await pollShard(shard, {
        ...this.#options,
        stopping: this.#stopping.signal,
        abandon: this.#abandon.signal,
        onEvent: (event) => this.#options.onEvent({ ...event, shardId }),
        onFault: (error) => this.#fail(error),
      });
      if (finished) this.#finished.add(shardId);
    } catch (error) {
      this.#fail(error);
    }
    this.#running.delete(shardId);
    this.#shardEnded.abort();
  }

  #fail(error: unknown): void {
    this.#faults.push(error);
    this.#stopping.abort();
  }
}

/** All shards; none after a failure, so that the next look comes in a while. */
async function listShards({ client, stream, onEvent }: RunOptions): Promise<readonly Shard[]> {
  try {
    return await client.listShards(stream);
  } catch (error) {
    onEvent({ type: 'list-failed', reason: reasonOf(error) });
    return [];
  }
}
