import { UserError } from '../contract/errors.ts';

/**
 * When the prices below were looked up: list prices in US dollars, without tax, free tier or discounts. They were
 * taken from dated excerpts of AWS's price lists of July to October 2026; the pages below are where they stand.
 */
export const PRICES_CHECKED = '2026-11-21';

/** Where each price is published. */
export const PRICE_PAGES = {
  kinesis: 'https://aws.amazon.com/kinesis/data-streams/pricing/',
  lambda: 'https://aws.amazon.com/lambda/pricing/',
  s3: 'https://aws.amazon.com/s3/pricing/',
  kms: 'https://aws.amazon.com/kms/pricing/',
  cloudWatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  xray: 'https://aws.amazon.com/xray/pricing/',
  ecr: 'https://aws.amazon.com/ecr/pricing/',
} as const;

/** What is charged by the GB is charged by 2^30 bytes. */
export const GB = 2 ** 30;

/** Of the kinesis page. */
export interface KinesisPrices {
  /** A shard, an hour. */
  readonly shardHour: number;
  /** A million PUT payload units of 25 KB each. */
  readonly millionPutUnits: number;
  /** A shard, an hour, when records are kept for more than 24 hours; null: not known of this region. */
  readonly extendedShardHour: number | null;
  /** A GB, a month, of what is kept for more than seven days; null: not known of this region. */
  readonly longTermGbMonth: number | null;
  /** null: not known of this region. */
  readonly onDemand: OnDemandPrices | null;
}

/** The standard on-demand mode. */
export interface OnDemandPrices {
  /** A stream, an hour. */
  readonly streamHour: number;
  /** A GB written, each record rounded up to 1 KB. */
  readonly gbIn: number;
  /** A GB read. */
  readonly gbOut: number;
}

/** Of one region. */
export interface Prices {
  readonly kinesis: KinesisPrices;
  readonly lambda: {
    /** A million requests. */
    readonly millionRequests: number;
    /** A GB-second of x86_64 by tiers: up to so many GB-seconds of a month and account at such a price. */
    readonly gbSecond: readonly { readonly upTo: number; readonly price: number }[];
  };
  readonly s3: {
    /** A thousand PUT, COPY, POST or LIST requests. */
    readonly thousandPuts: number;
    /** A thousand GET and all other requests. */
    readonly thousandGets: number;
    /** A GB, a month, standard class, the first 50 TB. */
    readonly gbMonth: number;
  };
  readonly kms: {
    /** A customer key, a month. A rotation adds as much again, the first two times. */
    readonly keyMonth: number;
    /** Ten thousand requests. */
    readonly tenThousandRequests: number;
  };
  readonly cloudWatch: {
    /** A custom metric, a month, of the first 10,000. */
    readonly metricMonth: number;
    /** A metric of a standard-resolution alarm, a month. */
    readonly alarmMetricMonth: number;
    readonly compositeAlarmMonth: number;
    readonly dashboardMonth: number;
    /** A GB of logs taken in, standard class. */
    readonly logGb: number;
    /** A GB of logs kept, a month. */
    readonly logGbMonth: number;
  };
  /** A million traces recorded. */
  readonly xrayMillionTraces: number;
  /** A GB of images, a month. */
  readonly ecrGbMonth: number;
}

/** The same in the regions below. */
const LAMBDA: Prices['lambda'] = {
  millionRequests: 0.2,
  gbSecond: [
    { upTo: 6e9, price: 0.0000166667 },
    { upTo: 15e9, price: 0.000015 },
    { upTo: Number.POSITIVE_INFINITY, price: 0.0000133334 },
  ],
};
const KMS: Prices['kms'] = { keyMonth: 1, tenThousandRequests: 0.03 };
const CLOUDWATCH = {
  metricMonth: 0.3,
  alarmMetricMonth: 0.1,
  compositeAlarmMonth: 0.5,
  dashboardMonth: 3,
} as const;
const ALIKE = { lambda: LAMBDA, kms: KMS, xrayMillionTraces: 5, ecrGbMonth: 0.1 } as const;

/** The regions whose prices were found; another one is left out rather than guessed. */
export const PRICES: Readonly<Record<string, Prices>> = {
  'us-east-1': {
    ...ALIKE,
    kinesis: {
      shardHour: 0.015,
      millionPutUnits: 0.014,
      extendedShardHour: 0.02,
      longTermGbMonth: 0.023,
      onDemand: { streamHour: 0.04, gbIn: 0.08, gbOut: 0.04 },
    },
    s3: { thousandPuts: 0.005, thousandGets: 0.0004, gbMonth: 0.023 },
    cloudWatch: { ...CLOUDWATCH, logGb: 0.5, logGbMonth: 0.03 },
  },
  'eu-central-1': {
    ...ALIKE,
    kinesis: {
      shardHour: 0.018,
      millionPutUnits: 0.0175,
      extendedShardHour: null,
      longTermGbMonth: null,
      onDemand: null,
    },
    s3: { thousandPuts: 0.0054, thousandGets: 0.00043, gbMonth: 0.0245 },
    cloudWatch: { ...CLOUDWATCH, logGb: 0.63, logGbMonth: 0.0324 },
  },
  'ap-northeast-1': {
    ...ALIKE,
    kinesis: {
      shardHour: 0.0195,
      millionPutUnits: 0.0215,
      extendedShardHour: null,
      longTermGbMonth: null,
      onDemand: { streamHour: 0.052, gbIn: 0.104, gbOut: 0.052 },
    },
    s3: { thousandPuts: 0.0047, thousandGets: 0.00037, gbMonth: 0.025 },
    cloudWatch: { ...CLOUDWATCH, logGb: 0.76, logGbMonth: 0.033 },
  },
};

/** @throws UserError that names the regions with prices */
export function pricesOf(region: string): Prices {
  const prices = Object.hasOwn(PRICES, region) ? PRICES[region] : undefined;
  if (prices !== undefined) return prices;
  throw new UserError(
    `there are no prices of region "${region}" in lib/capacity/prices.ts; it has ${Object.keys(PRICES).join(', ')}. Take the nearest of these with --region, or add the region's prices there`,
  );
}
