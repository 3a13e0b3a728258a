import { outputStreamOf, type PartPlan } from '../part/part-plan.ts';
import { KINESIS_FAULTS, type KinesisWeather, kinesisWeather } from '../weather/kinesis-weather.ts';
import { S3_FAULTS, type S3Weather, s3Weather } from '../weather/s3-weather.ts';
import { BLOWS, type Blow } from '../weather/timeline.ts';

export const MILLION = 1_000_000;

/** What a million records must go through, or the run fails: each fault of either API, and each blow. */
export const LEAST_FAULTS = 1_000;
export const LEAST_BLOWS: Readonly<Record<Blow, number>> = { crash: 50, restart: 20, split: 1, merge: 1 };

/** Faults are drawn, so more are asked for than there must be. */
const SPARE = 1.15;

/** A part of the run, with its share of what the whole goes through: the shares of all parts make 1. */
interface PartShape extends Omit<PartPlan, 'records' | 'blows'> {
  /** Of the records, crashes and restarts. */
  readonly share: number;
  /** Of the puts that are never answered: where batches have many requests, many of them wait together. */
  readonly stallShare: number;
  /** Of the other faults of Kinesis: they need many requests, of which order key makes the most. */
  readonly faultShare: number;
  /** Of the faults of S3: they need many invocations, and so small batches. */
  readonly s3Share: number;
}

export const SHAPES: readonly PartShape[] = [
  {
    name: 'none-large',
    order: 'none',
    share: 0.4,
    stallShare: 0.8,
    faultShare: 0.15,
    s3Share: 0.1,
    shards: 8,
    keys: 2_000,
    batchSize: 4_000,
    parallelizationFactor: 1,
    concurrency: 8,
  },
  {
    name: 'none-small',
    order: 'none',
    share: 0.3,
    stallShare: 0.1,
    faultShare: 0.25,
    s3Share: 0.45,
    shards: 8,
    keys: 2_000,
    batchSize: 200,
    parallelizationFactor: 1,
    concurrency: 8,
  },
  {
    name: 'key',
    order: 'key',
    share: 0.3,
    stallShare: 0.1,
    faultShare: 0.6,
    s3Share: 0.45,
    shards: 8,
    keys: 400,
    batchSize: 200,
    parallelizationFactor: 2,
    concurrency: 8,
  },
];

/** The part that a shape makes of so many records: of fewer than a million, with as many fewer blows. */
export function partPlan(
  { share, stallShare, faultShare, s3Share, ...shape }: PartShape,
  records: number,
): PartPlan {
  const ofPart = (count: number) => Math.ceil(count * share * scaleOf(records));
  const blows = BLOWS.map((blow) => [blow, ofPart(LEAST_BLOWS[blow])]);
  return { ...shape, records: Math.round(records * share), blows: Object.fromEntries(blows) };
}

/** What the minimums are multiplied with. */
export function scaleOf(records: number): number {
  return Math.min(1, records / MILLION);
}

export interface PartWeather {
  readonly kinesis: KinesisWeather;
  readonly s3: S3Weather;
}

/** The faults that a part goes through. */
export function partWeather(shape: PartShape, records: number, random: () => number): PartWeather {
  const targetOf = (share: number) => LEAST_FAULTS * SPARE * share * scaleOf(records);
  const kinesis = KINESIS_FAULTS.map((kind) => [
    kind,
    targetOf(kind === 'time-out' ? shape.stallShare : shape.faultShare),
  ]);
  const s3 = S3_FAULTS.map((kind) => [kind, targetOf(shape.s3Share)]);
  return {
    kinesis: kinesisWeather(outputStreamOf(shape), Object.fromEntries(kinesis), random),
    s3: s3Weather(Object.fromEntries(s3), random),
  };
}
