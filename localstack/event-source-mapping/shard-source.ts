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
 * Reads one shard, whatever happens: a read that fails is made again.
 *
 * A stream can lose its newest records when it is not the real one: kinesis-mock that was killed has what it
 * saved last. It then refuses a position after a record that it lost, and counts on from what it has: the next
 * records get sequence numbers below those that were lost. So nothing can be told from the old position any more.
 */
export class ShardSource {
  readonly #shardId: string;
  readonly #ports: SourcePorts;
  #reader: ShardReader | undefined;
  #position: ShardPosition;
  #positionLost = false;
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

  /** True once the stream turned out not to know the position: nothing more is read. */
  get positionLost(): boolean {
    return this.#positionLost;
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
      else if (this.#goesBack(records[0]!)) return this.#losePosition();
      else this.#position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: records.at(-1)!.sequenceNumber };
      return records;
    } catch (error) {
      if (await this.#refusesPosition(error)) return this.#losePosition();
      this.#ports.onEvent({ type: 'read-failed', reason: reasonOf(error) });
      if (isRefusal(error)) this.#reader = undefined;
      this.#pause(READ_RETRY_MS);
      return [];
    }
  }

  async #open(): Promise<ShardReader> {
    const openedAt = new Date(this.#ports.clock.now());
    const reader = await this.#openAt(this.#position);
    // Should it be opened again before a record came, LATEST is still this moment.
    if (this.#position.type === 'LATEST') this.#position = { type: 'AT_TIMESTAMP', timestamp: openedAt };
    return reader;
  }

  /** Whether it is the position that the stream does not know, and not the iterator, the shard or the stream. */
  async #refusesPosition(error: unknown): Promise<boolean> {
    const opening = this.#reader === undefined;
    if (!opening || this.#position.type !== 'AFTER_SEQUENCE_NUMBER' || !isRefusal(error)) return false;
    return this.#openAt(TRIM_HORIZON).then(
      () => true,
      () => false,
    );
  }

  /** A shard without any records takes every position, the one after a record that it lost too. */
  #goesBack({ sequenceNumber }: StreamRecord): boolean {
    const position = this.#position;
    return position.type === 'AFTER_SEQUENCE_NUMBER' && !isAfter(sequenceNumber, position.sequenceNumber);
  }

  #losePosition(): readonly StreamRecord[] {
    this.#positionLost = true;
    this.#ports.onEvent({ type: 'position-lost' });
    return [];
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
