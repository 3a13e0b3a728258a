import { PUT_RECORDS_MAX_ENTRIES } from '../../lib/contract/limits.ts';
import { isFailure, tryPutRecords } from '../../lib/streams/put-records.ts';
import type { PutReceipt, StreamClient } from '../../lib/streams/stream-client.ts';
import { StreamNotFound, StreamsUnreachable } from '../../lib/streams/stream-client.ts';
import type { LoadRecord, LoadRecords } from './load-records.ts';
import { type Clock, dueAt, type Schedule, turnsOf } from './pace.ts';

/** A record that the input stream acknowledged. */
export interface Acknowledged {
  readonly record: LoadRecord;
  readonly dueAt: number;
  readonly receipt: PutReceipt;
}

export interface ProduceOptions {
  readonly client: Pick<StreamClient, 'putEntries'>;
  readonly stream: string;
  readonly schedule: Schedule;
  readonly workers: number;
  readonly records: LoadRecords;
  readonly clock: Clock;
  /** Ends the producing once the puts under way are answered. */
  readonly stop: AbortSignal;
  readonly onPut: (putAt: number) => PutInProgress;
}

/** Takes the end of a put, with what came through; the worker waits for it. */
export interface PutInProgress {
  ended(acknowledged: readonly Acknowledged[]): Promise<void>;
}

export interface Produced {
  /** Records that were put and never acknowledged; those of a request without an answer may be on the stream. */
  readonly unacknowledged: number;
  /** Due, and never put: the stream was too slow, or the producing was stopped. */
  readonly unsent: number;
  readonly seconds: number;
  /** What ended the producing early; undefined when nothing did. */
  readonly fault: unknown;
}

/** Faults in a row after which a worker gives up; each is the end of a put's own retries. */
const MAX_FAULTS = 3;

/** Puts records as the schedule says, in so many workers side by side, each with one put under way. */
export async function produce(options: ProduceOptions): Promise<Produced> {
  const { clock, schedule, workers, stop } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([stop, ended.signal]);
  const crew = Array.from({ length: workers }, (_, worker) => new Worker(options, signal, worker));
  const faults = await Promise.all(
    crew.map((worker) =>
      worker.run().then(
        () => undefined,
        (thrown: unknown) => {
          // The others would fail as well; what they have under way is answered first.
          ended.abort();
          return { thrown };
        },
      ),
    ),
  );
  const put = crew.reduce((sum, worker) => sum + worker.put, 0);
  return {
    unacknowledged: crew.reduce((sum, worker) => sum + worker.unacknowledged, 0),
    unsent: schedule.total - put,
    seconds: (clock.now() - schedule.startMs) / 1000,
    fault: faults.find((fault) => fault !== undefined)?.thrown,
  };
}

class Worker {
  put = 0;
  unacknowledged = 0;
  readonly #options: ProduceOptions;
  readonly #signal: AbortSignal;
  readonly #worker: number;
  #faults = 0;

  constructor(options: ProduceOptions, signal: AbortSignal, worker: number) {
    this.#options = options;
    this.#signal = signal;
    this.#worker = worker;
  }

  async run(): Promise<void> {
    const { schedule, workers, clock } = this.#options;
    const share = { worker: this.#worker, workers, batch: PUT_RECORDS_MAX_ENTRIES };
    for await (const turns of turnsOf(schedule, share, clock, this.#signal)) await this.#send(turns);
  }

  async #send(turns: readonly number[]): Promise<void> {
    const { client, stream, schedule, records, clock, onPut } = this.#options;
    const group = turns.map((turn) => ({ dueAt: dueAt(schedule, turn), record: records.next() }));
    const put = onPut(clock.now());
    const { outcomes, fault } = await tryPutRecords(
      client,
      stream,
      group.map(({ record }) => record),
    );
    const acknowledged = group.flatMap((each, index) => {
      const receipt = outcomes[index]!;
      return isFailure(receipt) ? [] : [{ ...each, receipt }];
    });
    this.put += group.length;
    this.unacknowledged += group.length - acknowledged.length;
    await put.ended(acknowledged);
    this.#judge(fault);
  }

  /** @throws the fault when it will not pass: the others count, and the producing goes on */
  #judge(fault: { readonly thrown: unknown } | undefined): void {
    this.#faults = fault === undefined ? 0 : this.#faults + 1;
    if (fault === undefined) return;
    const { thrown } = fault;
    const lasting = thrown instanceof StreamNotFound || thrown instanceof StreamsUnreachable;
    if (lasting || this.#faults >= MAX_FAULTS) throw thrown;
  }
}
