import { reasonOf } from '../../lib/contract/errors.ts';
import { openShard, type ShardReader } from '../../lib/streams/shard-reader.ts';
import {
  type ShardPosition,
  type StreamClient,
  StreamNotFound,
  type StreamRecord,
  TRIM_HORIZON,
} from '../../lib/streams/stream-client.ts';
import type { Clock } from './clock.ts';
import type { ShardEvent } from './events.ts';
import { isAfter } from './sequence-numbers.ts';

/** What the reading of a shard stands on. */
export interface SourcePorts {
  readonly client: StreamClient;
  readonly stream: string;
  readonly clock: Clock;
  /** The pause after a read that had nothing, in ms. */
  readonly pollMs: number;
  onEvent(event: ShardEvent): void;
}

/** Records of one read: what GetRecords allows. */
const READ_LIMIT = 10_000;

/** The pause after a read that failed. */
const READ_RETRY_MS = 1_000;

/**
 * Reads one shard, whatever happens: a read that fails is made again, and a position that the stream no longer
 * has is left behind.
 *
 * A stream can lose its newest records when it is not the real one: kinesis-mock that was killed has what it
 * persisted last, and then refuses a position after a record it lost. Reading then begins at the oldest record
 * and passes over what the position had done: sequence numbers only grow, so what the stream takes from now on
 * comes after it.
 */
export class ShardSource {
  readonly #shardId: string;
  readonly #ports: SourcePorts;
  #reader: ShardReader | undefined;
  #position: ShardPosition;
  /** Records up to this one are passed over. */
  #passedOver: string | undefined;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(shardId: string, position: ShardPosition, ports: SourcePorts) {
    this.#shardId = shardId;
    this.#position = position;
    this.#ports = ports;
  }

  /** True once a closed shard was read to its end. */
  get finished(): boolean {
    return this.#reader?.finished ?? false;
  }

  /** How long until the next read makes sense. */
  pauseMs(nowMs: number): number {
    return Math.max(0, this.#pausedUntilMs - nowMs);
  }

  /** The next records; none when nothing has come, or after a failure, which is told as an event. */
  async read(): Promise<readonly StreamRecord[]> {
    try {
      this.#reader ??= await this.#open();
      const { records } = await this.#reader.read(READ_LIMIT);
      if (records.length === 0) this.#pause(this.#ports.pollMs);
      else this.#position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: records.at(-1)!.sequenceNumber };
      const from = this.#passedOver;
      return from === undefined ? records : records.filter((record) => isAfter(record.sequenceNumber, from));
    } catch (error) {
      this.#ports.onEvent({ type: 'read-failed', reason: reasonOf(error) });
      if (isRefusal(error)) this.#reader = undefined;
      this.#pause(READ_RETRY_MS);
      return [];
    }
  }

  async #open(): Promise<ShardReader> {
    const openedAt = new Date(this.#ports.clock.now());
    const reader = await this.#openAt(this.#position).catch((error: unknown) => this.#openAnew(error));
    // Should it be opened again before a record came, LATEST is still this moment.
    if (this.#position.type === 'LATEST') this.#position = { type: 'AT_TIMESTAMP', timestamp: openedAt };
    return reader;
  }

  /** @throws the error, unless it is the position that the stream does not know, and not the shard */
  async #openAnew(error: unknown): Promise<ShardReader> {
    if (this.#position.type !== 'AFTER_SEQUENCE_NUMBER' || !isRefusal(error)) throw error;
    const reader = await this.#openAt(TRIM_HORIZON);
    this.#passedOver = this.#position.sequenceNumber;
    this.#position = TRIM_HORIZON;
    this.#ports.onEvent({ type: 'position-lost' });
    return reader;
  }

  #openAt(position: ShardPosition): Promise<ShardReader> {
    return openShard(this.#ports.client, this.#ports.stream, this.#shardId, position);
  }

  #pause(ms: number): void {
    this.#pausedUntilMs = this.#ports.clock.now() + ms;
  }
}

/**
 * An answer that denies the position or the iterator. Real Kinesis calls it an invalid argument; kinesis-mock
 * calls it not found, as it does a stream, so opening the shard anew must tell which of them is gone.
 */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof StreamNotFound || (error instanceof Error && error.name === 'InvalidArgumentException')
  );
}
