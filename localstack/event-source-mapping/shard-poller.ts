import type { EventSourceMappingSettings } from '../../lib/contract/event-source-mapping.ts';
import type { Shard } from '../../lib/streams/stream-client.ts';
import type { CheckpointStore } from './checkpoints/checkpoint-store.ts';
import { openProgress, type ShardProgress } from './checkpoints/shard-progress.ts';
import { type DeliveryPorts, deliverBatch } from './delivery.ts';
import { type EventSource, encodeRecord } from './kinesis-event.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';
import { ShardSource, type SourcePorts } from './shard-source.ts';
import { Waker } from './waker.ts';

/** What the delivery of a shard stands on. */
export interface PollerPorts extends Omit<DeliveryPorts, 'onDone' | 'origin' | 'settings'>, SourcePorts {
  readonly source: EventSource;
  readonly functionArn: string;
  readonly settings: EventSourceMappingSettings;
  readonly checkpoints: CheckpointStore;
  /** Asked for each read. */
  readonly arrivalShiftMs: () => number;
  /** Takes what ends the mapping: checkpoints or a host that fail. Aborts `stopping`. */
  onFault(error: unknown): void;
}

/**
 * Delivers one shard, until it ends or the mapping is stopped. Reading goes on while batches are in flight, as
 * far as the lanes have room.
 * @returns true when a closed shard is through: all of its records are done or given up
 * @throws what the checkpoints throw
 */
export async function pollShard(shard: Shard, ports: PollerPorts): Promise<boolean> {
  const { checkpoints, clock, settings } = ports;
  for (;;) {
    const progress = await openProgress(shard, { checkpoints, settings, nowMs: clock.now() });
    if (progress.finished) return true;
    const end = await new ShardRun(shard.shardId, progress, ports).toTheEnd();
    if (end === 'stopped') return false;
    if (end === 'position-lost') {
      await progress.forget();
      continue;
    }
    ports.onEvent({ type: 'shard-finished' });
    return true;
  }
}

class ShardRun {
  readonly #shardId: string;
  readonly #progress: ShardProgress;
  readonly #ports: PollerPorts;
  readonly #delivery: Omit<DeliveryPorts, 'onDone'>;
  readonly #source: ShardSource;
  readonly #lanes: Lanes;
  readonly #flights = new Set<Promise<void>>();
  readonly #waker: Waker;
  #reading = false;

  constructor(shardId: string, progress: ShardProgress, ports: PollerPorts) {
    this.#shardId = shardId;
    this.#progress = progress;
    this.#ports = ports;
    const { functionArn, source } = ports;
    this.#delivery = { ...ports, origin: { shardId, functionArn, streamArn: source.eventSourceArn } };
    // A read that is still under way when the mapping stops is not waited for, and not heard of.
    const onEvent: PollerPorts['onEvent'] = (event) => {
      if (!ports.stopping.aborted) ports.onEvent(event);
    };
    this.#source = new ShardSource(shardId, progress.position, { ...ports, onEvent });
    this.#lanes = new Lanes(ports.settings, progress.sequenceNumber);
    this.#waker = new Waker(ports.clock, ports.stopping);
  }

  /** What was read by then is done when the position is lost. */
  async toTheEnd(): Promise<'finished' | 'stopped' | 'position-lost'> {
    while (!this.#ports.stopping.aborted && !this.#through) {
      const nowMs = this.#ports.clock.now();
      for (const lane of this.#lanes.due(nowMs, this.#noMoreComes)) this.#start(lane, nowMs);
      if (this.#mayRead(nowMs)) void this.#read();
      if (!this.#through) await this.#waker.sleep(this.#pauseMs(nowMs));
    }
    await Promise.all(this.#flights);
    if (this.#ports.stopping.aborted) return 'stopped';
    if (this.#source.positionLost) return 'position-lost';
    await this.#progress.finish(this.#lanes.lastRead);
    return 'finished';
  }

  get #noMoreComes(): boolean {
    return this.#source.finished || this.#source.positionLost;
  }

  get #through(): boolean {
    return this.#noMoreComes && !this.#reading && this.#lanes.empty;
  }

  #mayRead(nowMs: number): boolean {
    return !this.#noMoreComes && !this.#reading && this.#source.pauseMs(nowMs) === 0 && this.#lanes.hasRoom;
  }

  /** Until the next batch or read is due; whatever ends wakes the shard before. */
  #pauseMs(nowMs: number): number {
    const readInMs = this.#source.pauseMs(nowMs) || this.#ports.pollMs;
    return Math.min(readInMs, this.#lanes.dueInMs(nowMs) ?? readInMs);
  }

  /** Never rejects. */
  async #read(): Promise<void> {
    this.#reading = true;
    const records = await this.#source.read();
    const { clock, source, arrivalShiftMs } = this.#ports;
    const nowMs = clock.now();
    const shiftMs = arrivalShiftMs();
    for (const record of records) {
      if (this.#progress.isDone(record)) this.#lanes.skip(record.sequenceNumber);
      else this.#lanes.add(encodeRecord(record, this.#shardId, source, shiftMs), nowMs);
    }
    this.#reading = false;
    this.#waker.wake();
  }

  #start(lane: Lane, nowMs: number): void {
    const flight = this.#deliver(lane, nowMs).finally(() => {
      this.#flights.delete(flight);
      this.#waker.wake();
    });
    this.#flights.add(flight);
  }

  /** Never rejects: a fault ends the mapping. */
  async #deliver(lane: Lane, nowMs: number): Promise<void> {
    const onDone = (records: number) => {
      lane.advance(records);
      return this.#progress.advance(this.#lanes.lowWater, this.#lanes.marks);
    };
    try {
      await lane.fly(nowMs, (batch) => deliverBatch(batch, { ...this.#delivery, onDone }));
    } catch (error) {
      this.#ports.onFault(error);
    }
  }
}
