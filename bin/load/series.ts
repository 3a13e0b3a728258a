import { Histogram } from './histogram.ts';

/** One second of a run. */
export interface SecondOfRun {
  /** Since the start, counted from 0. */
  readonly second: number;
  /** Records that the input stream acknowledged. */
  readonly sent: number;
  /** Predictions that were read, the first of each id. */
  readonly predicted: number;
  /** Rejections that were found in the quarantine: it is looked at about once a second. */
  readonly rejected: number;
  /** Of the predictions read in this second, in milliseconds; null when none was. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

const LATENCY_DECIMALS = 1;

/** What happened in each second of a run. It takes some 60 bytes a second, whatever the rate. */
export class Series {
  readonly #sent: number[] = [];
  readonly #predicted: number[] = [];
  readonly #rejected: number[] = [];
  readonly #percentiles: [number, number, number][] = [];
  readonly #current = new Histogram();
  #currentSecond = 0;

  /** @param atMs since the start */
  sent(atMs: number, count: number): void {
    addAt(this.#sent, atMs, count);
  }

  rejected(atMs: number, count: number): void {
    addAt(this.#rejected, atMs, count);
  }

  /** Predictions come in the order of their reading. */
  predicted(atMs: number, latencyMs: number): void {
    const second = Math.floor(atMs / 1000);
    if (second > this.#currentSecond) this.#closeSecond(second);
    addAt(this.#predicted, atMs, 1);
    this.#current.add(latencyMs);
  }

  seconds(): SecondOfRun[] {
    this.#closeSecond(this.#currentSecond);
    const length = Math.max(this.#sent.length, this.#predicted.length, this.#rejected.length);
    return Array.from({ length }, (_, second) => {
      const [p50, p95, p99] = this.#percentiles[second] ?? [null, null, null];
      const counts = { sent: this.#sent[second] ?? 0, predicted: this.#predicted[second] ?? 0 };
      return { second, ...counts, rejected: this.#rejected[second] ?? 0, p50, p95, p99 };
    });
  }

  #closeSecond(next: number): void {
    const at = (p: number) => Number(this.#current.percentile(p)!.toFixed(LATENCY_DECIMALS));
    if (this.#current.count > 0) this.#percentiles[this.#currentSecond] = [at(0.5), at(0.95), at(0.99)];
    if (next !== this.#currentSecond) this.#current.clear();
    this.#currentSecond = next;
  }
}

function addAt(counts: number[], atMs: number, count: number): void {
  const second = Math.floor(Math.max(0, atMs) / 1000);
  while (counts.length <= second) counts.push(0);
  counts[second] = counts[second]! + count;
}
