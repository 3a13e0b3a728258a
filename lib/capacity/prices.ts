import { UserError } from '../contract/errors.ts';

/**
 * Of when the prices below are: list prices in US dollars, without tax, free tier or discounts, as excerpts of AWS's
 * price lists from these months have them. Nobody has looked at AWS's own pages since: today's prices stand there.
 */
export const PRICES_OF = { from: '2026-07', to: '2026-10' } as const;

/** Where each price is published. */
export const PRICE_PAGES = {
  kinesis: 'https://aws.amazon.com/kinesis/data-streams/pricing/',
  lambda: 'https://aws.amazon.com/lambda/pricing/',
  s3: 'https://aws.amazon.com/s3/pricing/',
  kms: 'https://aws.amazon.com/kms/pricing/',
  cloudWatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  xray: 'https://aws.amazon.com/xray/pricing/',
  ecr: 'https://aws.amazon.com/ecr/pricing/',
  fargate: 'https://aws.amazon.com/fargate/pricing/',
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
  /** A GB, a month, of what is kept for more than 24 hours, up to seven days; null: not known of this region. */
  readonly extendedGbMonth: number | null;
}

/** Up to so much of a month and account at such a price, what goes beyond it at the next; the last has no end (JSON: null). */
export type Tiers = readonly { readonly upTo: number; readonly price: number }[];

/** Of one region. */
export interface Prices {
  readonly kinesis: KinesisPrices;
  readonly lambda: {
    /** A million requests. */
    readonly millionRequests: number;
    /** A GB-second of x86_64, by the GB-seconds. */
    readonly gbSecond: Tiers;
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
    /** A GB of a function's logs taken in, standard class, by the GB; the lower prices are as announced in May 2025. https://aws.amazon.com/blogs/compute/aws-lambda-introduces-tiered-pricing-for-amazon-cloudwatch-logs-and-additional-logging-destinations/ */
    readonly logGb: Tiers;
    /** A GB of logs kept, a month. */
    readonly logGbMonth: number;
  };
  /** A million traces recorded. */
  readonly xrayMillionTraces: number;
  /** A GB of images, a month. */
  readonly ecrGbMonth: number;
  /**
   * Of Fargate on Linux and x86_64, by what others quote of its page: us-east-1 in March and June 2026, ap-northeast-1
   * in September 2025; of eu-central-1 no quotation was found, and its figures are the least sure.
   */
  readonly fargate: {
    readonly vcpuHour: number;
    readonly gbHour: number;
    /** A public IPv4 address, an hour: of the page of VPC, and the same everywhere. */
    readonly addressHour: number;
  };
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
/** The same for any amount: of the regions whose lower prices of large amounts were not found. */
function flat(price: number): Tiers {
  return [{ upTo: Number.POSITIVE_INFINITY, price }];
}

const TB = 1_024;
/** Since February 2024, in every region. https://aws.amazon.com/blogs/aws/new-aws-public-ipv4-address-charge-public-ip-insights/ */
const ADDRESS_HOUR = 0.005;
const ALIKE = { lambda: LAMBDA, kms: KMS, xrayMillionTraces: 5, ecrGbMonth: 0.1 } as const;

/** The regions whose prices were found; another one is left out rather than guessed. */
export const PRICES: Readonly<Record<string, Prices>> = {
  'us-east-1': {
    ...ALIKE,
    fargate: { vcpuHour: 0.04048, gbHour: 0.004445, addressHour: ADDRESS_HOUR },
    kinesis: {
      shardHour: 0.015,
      millionPutUnits: 0.014,
      extendedShardHour: 0.02,
      longTermGbMonth: 0.023,
      onDemand: { streamHour: 0.04, gbIn: 0.08, gbOut: 0.04, extendedGbMonth: 0.1 },
    },
    s3: { thousandPuts: 0.005, thousandGets: 0.0004, gbMonth: 0.023 },
    cloudWatch: {
      ...CLOUDWATCH,
      logGb: [
        { upTo: 10 * TB, price: 0.5 },
        { upTo: 30 * TB, price: 0.25 },
        { upTo: 50 * TB, price: 0.1 },
        { upTo: Number.POSITIVE_INFINITY, price: 0.05 },
      ],
      logGbMonth: 0.03,
    },
  },
  'eu-central-1': {
    ...ALIKE,
    fargate: { vcpuHour: 0.04656, gbHour: 0.00511, addressHour: ADDRESS_HOUR },
    kinesis: {
      shardHour: 0.018,
      millionPutUnits: 0.0175,
      extendedShardHour: null,
      longTermGbMonth: null,
      onDemand: null,
    },
    s3: { thousandPuts: 0.0054, thousandGets: 0.00043, gbMonth: 0.0245 },
    cloudWatch: { ...CLOUDWATCH, logGb: flat(0.63), logGbMonth: 0.0324 },
  },
  'ap-northeast-1': {
    ...ALIKE,
    fargate: { vcpuHour: 0.05056, gbHour: 0.00553, addressHour: ADDRESS_HOUR },
    kinesis: {
      shardHour: 0.0195,
      millionPutUnits: 0.0215,
      extendedShardHour: null,
      longTermGbMonth: null,
      onDemand: { streamHour: 0.052, gbIn: 0.104, gbOut: 0.052, extendedGbMonth: null },
    },
    s3: { thousandPuts: 0.0047, thousandGets: 0.00037, gbMonth: 0.025 },
    cloudWatch: { ...CLOUDWATCH, logGb: flat(0.76), logGbMonth: 0.033 },
  },
};

/** Whose prices stand in for a region without: shards and latency do not depend on them. */
const STAND_IN = 'us-east-1';

const REGION_PATTERN = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** The prices of a region, or those that stand in for them, and whose they are. */
export interface RegionPrices {
  readonly region: string;
  readonly prices: Prices;
}

/** @throws UserError that names the regions with prices, when it is not the name of a region */
export function pricesOf(region: string): RegionPrices {
  if (Object.hasOwn(PRICES, region)) return { region, prices: PRICES[region]! };
  if (REGION_PATTERN.test(region)) return { region: STAND_IN, prices: PRICES[STAND_IN]! };
  throw new UserError(
    `--region is "${region}"; expected an AWS region such as ${STAND_IN}. There are prices of ${pricedRegions()}`,
  );
}

export function pricedRegions(): string {
  return Object.keys(PRICES).join(', ');
}
