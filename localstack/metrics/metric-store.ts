import { METRIC_CATALOGUE, type MetricEntry, REJECTIONS } from '../../lib/contract/metric-catalogue.ts';
import type { METRIC_SERVICES } from '../../lib/contract/metrics.ts';
import { REJECTION_REASON_NAMES } from '../../lib/contract/rejection.ts';
import { type Reading, readEmf } from './emf.ts';
import { MINUTE_MS, type MinuteStatistics, Minutes, merge, minuteOf, type Statistics } from './minutes.ts';

export type { MinuteStatistics, Statistics } from './minutes.ts';

export interface MetricStoreOptions {
  /** The time of those who publish: a document's own timestamp says to which minute it belongs. */
  readonly now: () => Date;
  /** Series of other labels than these are dropped, and counted. Default: 2,000. */
  readonly maxSeries?: number;
  /** For how long values are kept by the minute. Default: 360, more than any alarm looks back. */
  readonly keepMinutes?: number;
}

/** A metric with one set of labels. */
export interface MetricSeries {
  readonly metric: MetricEntry;
  readonly labels: Readonly<Record<string, string>>;
  /** The value of the latest document, with its timestamp. */
  readonly latest: { readonly value: number; readonly atMs: number } | undefined;
  /** Of all values since the store began; how many they were. */
  readonly total: number;
  readonly count: number;
  /** Ascending; minutes without values are left out. */
  readonly minutes: readonly MinuteStatistics[];
}

/** Told of each reading, in the order of their coming; one without values makes its series known. */
export type ReadingListener = (reading: Reading, series: MetricSeries) => void;

interface Dimensions {
  readonly service: keyof typeof METRIC_SERVICES;
  readonly stage: string;
  readonly model?: string;
  readonly alias?: string;
}

/** What the function and the jobs of one stack publish, in bounded memory: totals, latest values, recent minutes. */
export class MetricStore {
  readonly startedAt: Date;
  readonly #now: () => Date;
  readonly #maxSeries: number;
  readonly #keepMinutes: number;
  readonly #series = new Map<string, StoredSeries>();
  readonly #listeners: ReadingListener[] = [];
  #dropped = 0;

  constructor({ now, maxSeries = 2_000, keepMinutes = 360 }: MetricStoreOptions) {
    this.startedAt = now();
    this.#now = now;
    this.#maxSeries = maxSeries;
    this.#keepMinutes = keepMinutes;
  }

  /** Readings that found no room, since the store began. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Takes a line of a log, whatever it is.
   * @returns true when it was an EMF document of Weir's
   */
  take(line: string): boolean {
    const document = readEmf(line);
    for (const reading of document?.readings ?? []) this.#add(reading, document!.atMs);
    return document !== undefined;
  }

  /**
   * Makes the counters and distributions of a service known before they have values. Prometheus sees no increase in the
   * first value of a series: 100 rejections in its first scrape would be old ones to it.
   */
  expect({ service, ...dimensions }: Dimensions): void {
    for (const metric of METRIC_CATALOGUE.values()) {
      if (metric.service === service && metric.kind !== 'gauge') this.#expect(metric, dimensions);
    }
    if (service !== REJECTIONS.service) return;
    for (const reason of REJECTION_REASON_NAMES) this.#expect(REJECTIONS, { ...dimensions, reason });
  }

  /** Takes readings from now on, those that found room. */
  listen(listener: ReadingListener): void {
    this.#listeners.push(listener);
  }

  /** Those of a metric (or of Rejections) that carry at least these labels, in the order of their coming. */
  series(metric: string, labels: Readonly<Record<string, string>> = {}): readonly MetricSeries[] {
    return [...this.#series.values()].filter(
      (one) =>
        one.metric.name === metric &&
        Object.entries(labels).every(([label, value]) => one.labels[label] === value),
    );
  }

  /**
   * All values of a metric together in whole minutes.
   * @param window from the minute in which `fromMs` lies up to, and without, the one of `toMs`
   * @returns undefined when there are none
   */
  window(
    metric: string,
    { fromMs, toMs, labels }: { fromMs: number; toMs: number; labels?: Readonly<Record<string, string>> },
  ): Statistics | undefined {
    const points = this.series(metric, labels)
      .flatMap(({ minutes }) => minutes)
      .filter(({ atMs }) => atMs >= minuteOf(fromMs) && atMs < minuteOf(toMs));
    return points.length === 0 ? undefined : points.reduce<Statistics>(merge, NOTHING);
  }

  #expect(metric: MetricEntry, dimensions: Readonly<Record<string, string>>): void {
    const labels = Object.fromEntries(metric.labels.map((label) => [label, dimensions[label]]));
    const isKnown = (pair: [string, string | undefined]): pair is [string, string] => pair[1] !== undefined;
    const known = Object.entries(labels).filter(isKnown);
    if (known.length < metric.labels.length) return;
    const reading = { metric, labels: Object.fromEntries(known), values: [] };
    const series = this.#find(reading);
    if (series !== undefined) this.#tell(reading, series);
  }

  #add(reading: Reading, atMs: number): void {
    const series = this.#find(reading);
    if (series === undefined) {
      this.#dropped++;
      return;
    }
    series.add(reading.values, atMs, this.#now().getTime());
    this.#tell(reading, series);
  }

  #find({ metric, labels }: Reading): StoredSeries | undefined {
    const key = JSON.stringify([metric.name, ...metric.labels.map((label) => labels[label])]);
    const found = this.#series.get(key);
    if (found !== undefined || this.#series.size >= this.#maxSeries) return found;
    const made = new StoredSeries(metric, labels, this.#keepMinutes);
    this.#series.set(key, made);
    return made;
  }

  #tell(reading: Reading, series: MetricSeries): void {
    for (const listener of this.#listeners) listener(reading, series);
  }
}

const NOTHING: Statistics = { sum: 0, count: 0, minimum: Infinity, maximum: -Infinity, last: 0 };

/** CloudWatch takes no values of a later time. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const MOST_AHEAD_MS = 120 * MINUTE_MS;

class StoredSeries implements MetricSeries {
  readonly metric: MetricEntry;
  readonly labels: Readonly<Record<string, string>>;
  readonly #minutes: Minutes;
  latest: MetricSeries['latest'];
  total = 0;
  count = 0;

  constructor(metric: MetricEntry, labels: Readonly<Record<string, string>>, keepMinutes: number) {
    this.metric = metric;
    this.labels = labels;
    this.#minutes = new Minutes(keepMinutes);
  }

  get minutes(): readonly MinuteStatistics[] {
    return this.#minutes.points();
  }

  add(values: readonly number[], atMs: number, nowMs: number): void {
    for (const value of values) this.total += value;
    this.count += values.length;
    if (atMs >= (this.latest?.atMs ?? 0)) this.latest = { value: values.at(-1)!, atMs };
    if (atMs <= nowMs + MOST_AHEAD_MS) this.#minutes.add(atMs, nowMs, values);
  }
}
