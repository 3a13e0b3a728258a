import type { PartResult } from '../part/run-part.ts';
import { KINESIS_FAULTS } from '../weather/kinesis-weather.ts';
import { S3_FAULTS } from '../weather/s3-weather.ts';
import { BLOWS } from '../weather/timeline.ts';
import { LEAST_BLOWS, LEAST_FAULTS, type PartWeather, scaleOf } from './plan.ts';

/** Something that a run must have gone through so often, or it proves nothing. */
export interface Minimum {
  readonly what: string;
  readonly least: number;
  readonly count: number;
}

/** Records, faults and blows: how often there were any, and how often there must have been. */
export function minimumsOf(
  parts: readonly PartResult[],
  weathers: readonly PartWeather[],
  records: number,
): readonly Minimum[] {
  const scaled = (least: number) => Math.ceil(least * scaleOf(records));
  const total = <T>(items: readonly T[], countOf: (item: T) => number) =>
    items.reduce((sum, item) => sum + countOf(item), 0);
  return [
    {
      what: 'records acknowledged',
      least: records,
      count: total(parts, ({ verdict }) => verdict.counts.acknowledged),
    },
    ...KINESIS_FAULTS.map((kind) => ({
      what: `Kinesis ${kind}`,
      least: scaled(LEAST_FAULTS),
      count: total(weathers, ({ kinesis }) => kinesis.weather.struck.get(kind) ?? 0),
    })),
    ...S3_FAULTS.map((kind) => ({
      what: `S3 ${kind}`,
      least: scaled(LEAST_FAULTS),
      count: total(weathers, ({ s3 }) => s3.weather.struck.get(kind) ?? 0),
    })),
    ...BLOWS.map((blow) => ({
      what: BLOW_NAMES[blow],
      least: scaled(LEAST_BLOWS[blow]),
      count: total(parts, ({ struck }) => struck[blow]),
    })),
  ];
}

const BLOW_NAMES = {
  crash: 'crashes of the function (SIGKILL)',
  restart: 'restarts of the host (SIGKILL)',
  split: 'shards split',
  merge: 'shards merged',
} as const;
