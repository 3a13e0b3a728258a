/** A statistic set, as CloudWatch keeps one of each minute. */
export interface Statistics {
  readonly sum: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Of those with the latest timestamp the one that came last. */
  readonly last: number;
}

export interface MinuteStatistics extends Statistics {
  /** When the minute began, milliseconds since 1970. */
  readonly atMs: number;
}

export const MINUTE_MS = 60_000;

/** When the minute began in which a moment lies. */
export const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;

/** Statistic sets of one metric by the minute, the latest `keep` minutes of them. */
export class Minutes {
  readonly #keepMs: number;
  #points: MinuteStatistics[] = [];

  constructor(keep: number) {
    this.#keepMs = keep * MINUTE_MS;
  }

  /** Values that came at one time. What is older than the kept minutes is dropped. */
  add(atMs: number, nowMs: number, values: readonly number[]): void {
    const minute = minuteOf(atMs);
    const oldest = minuteOf(nowMs) - this.#keepMs;
    if (minute <= oldest) return;
    const of = this.#points.findLastIndex((point) => point.atMs <= minute);
    const found = this.#points[of];
    if (found?.atMs === minute) this.#points[of] = { atMs: minute, ...merge(found, summarise(values)) };
    else this.#points.splice(of + 1, 0, { atMs: minute, ...summarise(values) });
    if (this.#points[0]!.atMs <= oldest) this.#points = this.#points.filter((point) => point.atMs > oldest);
  }

  /** Ascending; minutes without values are left out. */
  points(): readonly MinuteStatistics[] {
    return this.#points;
  }
}

function summarise(values: readonly number[]): Statistics {
  return {
    sum: values.reduce((sum, value) => sum + value, 0),
    count: values.length,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    last: values.at(-1)!,
  };
}

/** @param b the later one */
export function merge(a: Statistics, b: Statistics): Statistics {
  return {
    sum: a.sum + b.sum,
    count: a.count + b.count,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
    last: b.last,
  };
}
