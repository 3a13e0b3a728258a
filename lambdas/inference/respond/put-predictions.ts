import type { RecordTable } from '../decode/record-table.ts';
import { backoffMs } from './backoff.ts';
import type { Deadline } from './deadline.ts';
import type { PredictionSink, PutAnswer, PutFailure, Time } from './ports.ts';
import type { PredictionEncoder } from './prediction-encoder.ts';
import { PutChunk } from './put-chunk.ts';
import type { ReadyQueue } from './ready-queue.ts';

/** Requests in flight at once: enough to hide the way to the service behind the encoding of the next. */
const MAX_IN_FLIGHT = 8;

export interface PutJob {
  readonly records: RecordTable;
  readonly encoder: PredictionEncoder;
  readonly queue: ReadyQueue;
  readonly sink: PredictionSink;
  readonly time: Time;
  readonly deadline: Deadline;
  /** Called with each acknowledged record. */
  readonly onAcknowledged: (record: number) => void;
}

/**
 * Puts a batch's predictions: requests filled from the queue, several in flight, what failed put back after a
 * wait. Ends when all are acknowledged, or when the deadline says stop and nothing is in flight. No refusal ends
 * it sooner: to report at once would spend the event source mapping's retries on an outage within seconds.
 */
export class PutRun {
  requests = 0;
  /** Requests that repeated at least one entry. */
  retries = 0;
  lastFailure: PutFailure | undefined;

  private readonly job: PutJob;
  /** How often each record has failed. */
  private readonly failures: Uint8Array;
  private readonly idle: PutChunk[] = [];
  private inFlight = 0;

  constructor(job: PutJob) {
    this.job = job;
    this.failures = new Uint8Array(job.records.count);
  }

  /** Never rejects for what the sink answers. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => this.pump(resolve, reject));
  }

  /** Starts requests as long as there is something to put and room in flight. */
  private pump(resolve: () => void, reject: (error: unknown) => void): void {
    while (this.inFlight < MAX_IN_FLIGHT && this.mayStart()) {
      const chunk = this.nextChunk();
      if (!chunk) break;
      this.inFlight++;
      this.send(chunk, () => this.pump(resolve, reject)).then(() => {
        this.inFlight--;
        this.idle.push(chunk);
        this.pump(resolve, reject);
      }, reject);
    }
    if (this.inFlight === 0) resolve();
  }

  private mayStart(): boolean {
    return this.job.time.now() < this.job.deadline.stopAtMs;
  }

  private nextChunk(): PutChunk | undefined {
    const { queue, encoder, records } = this.job;
    const chunk = this.idle.pop() ?? new PutChunk();
    chunk.fill(queue, encoder, records);
    if (chunk.count > 0) return chunk;
    this.idle.push(chunk);
    return undefined;
  }

  /** One request, and after a failure the wait until its entries are ready again. */
  private async send(chunk: PutChunk, onAcknowledged: () => void): Promise<void> {
    this.requests++;
    if (this.repeats(chunk)) this.retries++;
    const failed = this.settle(chunk, await this.job.sink.put(chunk));
    if (failed.length === 0) return;
    if (failed.length < chunk.count) onAcknowledged();
    if (!(await this.waitBefore(failed))) return;
    for (const record of failed) this.job.queue.putBack(record);
  }

  private repeats(chunk: PutChunk): boolean {
    for (let i = 0; i < chunk.count; i++) if (this.failures[chunk.records[i]!]! > 0) return true;
    return false;
  }

  /** Notes what the answer acknowledges and gives the records that it does not. */
  private settle(chunk: PutChunk, answer: PutAnswer): number[] {
    const failed = new Set<number>();
    if (answer.kind === 'taken') {
      for (const { position } of answer.failed) failed.add(chunk.records[position]!);
      const first = answer.failed[0];
      if (first) this.lastFailure = entryFailure(first.code, answer.failed.length);
    } else {
      this.lastFailure = answer.failure;
      for (let i = 0; i < chunk.count; i++) failed.add(chunk.records[i]!);
    }
    for (let i = 0; i < chunk.count; i++) {
      const record = chunk.records[i]!;
      if (failed.has(record)) this.failures[record] = Math.min(255, this.failures[record]! + 1);
      else this.acknowledge(record);
    }
    return [...failed];
  }

  private acknowledge(record: number): void {
    this.job.onAcknowledged(record);
    this.job.queue.acknowledge(record);
  }

  /** @returns false when there is no time left for another try */
  private async waitBefore(failed: readonly number[]): Promise<boolean> {
    const { time, deadline } = this.job;
    const most = failed.reduce((max, record) => Math.max(max, this.failures[record]!), 1);
    const wait = backoffMs(most, time.random());
    if (time.now() + wait >= deadline.stopAtMs) return false;
    await time.sleep(wait);
    return true;
  }
}

function entryFailure(code: string, entries: number): PutFailure {
  return { name: code, message: `the stream did not take ${entries} entries of a request` };
}
