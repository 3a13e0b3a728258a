import { keys } from '../../../lib/contract/keys.ts';
import type { Layout, WindowObject } from '../../../lib/contract/profile.ts';
import { type Counter, createCounter } from '../../../lib/model/profile/counter.ts';
import { encodeCounts } from '../../../lib/model/profile/encode-counts.ts';
import type { Evaluation } from '../evaluate.ts';
import type { DoneRecords } from './done-records.ts';

/** A version's layout, to count its rows in. */
export interface CountedVersion {
  readonly version: number;
  readonly layout: Layout;
  readonly digest: string;
}

/** What of a window stands in its object, to be written as a whole. */
export interface Snapshot {
  readonly flush: number;
  readonly body: Uint8Array;
  /** Predicted rows in it. */
  readonly rows: number;
}

/** What this sandbox counts of one hour and version, and which of it is known to be durable. */
export class Window {
  readonly model: string;
  readonly hour: string;
  readonly version: number;
  readonly key: string;
  /** Random: no other window of any sandbox has it. */
  readonly writer: string;
  /** The object's, as of the last write whose answer came; undefined before the first. */
  etag: string | undefined;

  readonly #digest: string;
  readonly #counter: Counter;
  #rows = 0;
  #durableRows = 0;
  #flushes = 0;
  #isChanged = false;

  constructor(model: string, hour: string, { version, layout, digest }: CountedVersion, writer: string) {
    this.model = model;
    this.hour = hour;
    this.version = version;
    this.writer = writer;
    this.key = keys.window(model, hour, version, writer);
    this.#digest = digest;
    this.#counter = createCounter(layout);
  }

  /** Whether something was counted since the last snapshot, or the last one was not written. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  get bytes(): number {
    return this.#counter.bytes;
  }

  /** Predicted rows whose counts nobody knows to be durable. */
  get looseRows(): number {
    return this.#rows - this.#durableRows;
  }

  count({ rows, missing, output }: Evaluation, done: DoneRecords): void {
    this.#isChanged = true;
    this.#rows += done.count;
    if (done.count > 0) this.#counter.countFeatures(rows, done, missing);
    if (output) this.#counter.countPredictions(output, done);
    for (const { reason, field } of done.rejections) this.#counter.reject(reason, field);
  }

  /** All that was counted so far, to be written. */
  snapshot(writtenAtMs: number): Snapshot {
    const flush = ++this.#flushes;
    this.#isChanged = false;
    const { model, hour, version, writer } = this;
    const head: Omit<WindowObject, 'counts'> = {
      schema: 1,
      model,
      version,
      hour,
      writer,
      flush,
      writtenAt: new Date(writtenAtMs).toISOString(),
      layout: this.#digest,
    };
    const text = `${JSON.stringify(head).slice(0, -1)},"counts":${encodeCounts(this.#counter.counts())}}`;
    return { flush, body: Buffer.from(text), rows: this.#rows };
  }

  /** A snapshot was not written, or nobody knows. */
  failed(): void {
    this.#isChanged = true;
  }

  /** A snapshot is durable. @returns rows that were not known to be so before */
  written({ rows }: Snapshot): number {
    const before = this.#durableRows;
    this.#durableRows = Math.max(before, rows);
    return this.#durableRows - before;
  }
}
