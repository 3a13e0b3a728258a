import { UserError } from '../contract/errors.ts';
import { EVENT_MAX_RECORDS, KINESIS_RECORD_MAX_BYTES } from '../contract/limits.ts';
import { ORDERS, type Order, OUTPUT_FORMATS, type OutputFormat } from '../contract/prediction.ts';
import { MEMORY_MB, RETENTION_HOURS } from './limits.ts';
import { ASSUMED, MODEL_FAMILIES, type ModelFamily } from './measurements.ts';

/** How the streams are paid: by shards, or by what goes through. */
export const STREAM_MODES = ['provisioned', 'on-demand'] as const;

/** What is to be carried, and by what: everything that a plan depends on. */
export interface Workload {
  /** Records to predict in a second, sub-records of KPL aggregates counted one by one. */
  readonly rps: number;
  /** Data of such a record, without its partition key. */
  readonly recordBytes: number;
  /** A partition key. */
  readonly keyBytes: number;
  /** Sub-records in one Kinesis record; 1 without the KPL's aggregation. */
  readonly recordsPerAggregate: number;
  /** Data of a prediction; undefined: worked out from format and classes. */
  readonly outputBytes: number | undefined;
  readonly outputFormat: OutputFormat;
  /** Classes of the model: each has a probability in a full record. */
  readonly classes: number;
  /** Of the model: what is counted of each, and judged. */
  readonly features: number;
  /** Of the function, in MB. */
  readonly memory: number;
  readonly model: ModelFamily;
  /** Of one sandbox, measured by the user; undefined: worked out from lib/capacity/measurements.ts. */
  readonly recordsPerSecond: number | undefined;
  /** How many times longer Lambda's vCPU takes than the machine of the measurements. */
  readonly cpuFactor: number;
  /** Records (or aggregates) of an invocation at most. */
  readonly batchSize: number;
  /** The batching window, in seconds. */
  readonly window: number;
  readonly order: Order;
  readonly mode: (typeof STREAM_MODES)[number];
  /** How long both streams keep their records, in hours. */
  readonly retention: number;
  /** Spare capacity: 0.25 is a quarter more than `rps` needs. */
  readonly headroom: number;
  /** The part of the records that go to quarantine. */
  readonly rejectedShare: number;
  /** Different partition keys; undefined: many. */
  readonly keys: number | undefined;
  /** The part of the records under the most frequent key; undefined: as even as `keys` allows. */
  readonly hottestKeyShare: number | undefined;
  /** Readers of the output stream. */
  readonly consumers: number;
  /** An outage to recover from, in seconds. */
  readonly outage: number;
  readonly region: string;
}

type NumberField = {
  [Key in keyof Workload]-?: NonNullable<Workload[Key]> extends number ? Key : never;
}[keyof Workload];

interface Range {
  readonly from: number;
  readonly to: number;
  readonly unit: string;
  /** Default: whole numbers alone. */
  readonly fractions?: true;
}

/** What each number may be, for messages and help. */
export const RANGES: Readonly<Record<NumberField, Range>> = {
  rps: { from: 0.01, to: 10_000_000, unit: 'records/s', fractions: true },
  recordBytes: { from: 1, to: KINESIS_RECORD_MAX_BYTES, unit: 'bytes' },
  keyBytes: { from: 1, to: 256, unit: 'bytes' },
  recordsPerAggregate: { from: 1, to: EVENT_MAX_RECORDS, unit: 'records' },
  outputBytes: { from: 1, to: KINESIS_RECORD_MAX_BYTES, unit: 'bytes' },
  classes: { from: 1, to: 10_000, unit: 'classes' },
  features: { from: 1, to: 10_000, unit: 'features' },
  memory: { from: MEMORY_MB.least, to: MEMORY_MB.most, unit: 'MB' },
  recordsPerSecond: { from: 0.01, to: 10_000_000, unit: 'records/s', fractions: true },
  cpuFactor: { from: 0.1, to: 100, unit: 'times', fractions: true },
  batchSize: { from: 1, to: EVENT_MAX_RECORDS, unit: 'records' },
  window: { from: 0, to: 300, unit: 's' },
  retention: { from: RETENTION_HOURS.included, to: RETENTION_HOURS.most, unit: 'hours' },
  headroom: { from: 0, to: 10, unit: 'of the load', fractions: true },
  rejectedShare: { from: 0, to: 1, unit: 'of the records', fractions: true },
  keys: { from: 1, to: 1e12, unit: 'keys' },
  hottestKeyShare: { from: 0, to: 1, unit: 'of the records', fractions: true },
  consumers: { from: 0, to: 100, unit: 'readers' },
  outage: { from: 0, to: 31_536_000, unit: 's' },
};

const CHOICES = {
  outputFormat: OUTPUT_FORMATS,
  model: MODEL_FAMILIES,
  order: ORDERS,
  mode: STREAM_MODES,
} as const;

/** What a plan takes when nothing else is said; `rps` and `recordBytes` have no default. */
export const DEFAULT_WORKLOAD: Omit<Workload, 'rps' | 'recordBytes'> = {
  keyBytes: 36,
  recordsPerAggregate: 1,
  outputBytes: undefined,
  outputFormat: 'full',
  classes: 7,
  features: 11,
  memory: 1_769,
  model: 'svm',
  recordsPerSecond: undefined,
  cpuFactor: ASSUMED.cpuFactor,
  batchSize: 1_000,
  window: 0,
  order: 'none',
  mode: 'provisioned',
  retention: 24,
  headroom: 0.25,
  rejectedShare: 0.001,
  keys: undefined,
  hottestKeyShare: undefined,
  consumers: 1,
  outage: 3_600,
  region: 'us-east-1',
};

/**
 * A whole workload from what was said of it.
 * @throws UserError that names each value out of its range as an option, what came and what is allowed
 */
export function resolveWorkload(
  given: Pick<Workload, 'rps' | 'recordBytes'> & { readonly [Key in keyof Workload]?: Workload[Key] },
): Workload {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const workload = { ...DEFAULT_WORKLOAD, ...said } as Workload;
  const problems = [...numberProblems(workload), ...choiceProblems(workload), ...keyProblems(workload)];
  if (problems.length > 0) throw new UserError(problems.join('\n      '));
  return workload;
}

function numberProblems(workload: Workload): string[] {
  return (Object.keys(RANGES) as NumberField[]).flatMap((field) => {
    const value = workload[field];
    const { from, to, fractions } = RANGES[field];
    const fits =
      value === undefined || (value >= from && value <= to && (fractions || Number.isInteger(value)));
    return fits ? [] : [`${optionOf(field)} is ${value}; expected ${allowed(field)}`];
  });
}

function choiceProblems(workload: Workload): string[] {
  return (Object.keys(CHOICES) as (keyof typeof CHOICES)[]).flatMap((field) =>
    (CHOICES[field] as readonly string[]).includes(workload[field])
      ? []
      : [`${optionOf(field)} is "${workload[field]}"; expected ${CHOICES[field].join(', ')}`],
  );
}

/** With k keys, one of them has a k-th of the records or more. */
function keyProblems({ keys, hottestKeyShare }: Workload): string[] {
  if (keys === undefined || hottestKeyShare === undefined || hottestKeyShare >= 1 / keys) return [];
  return [
    `--hottest-key-share is ${hottestKeyShare}, but with --keys ${keys} the most frequent key has at least ${1 / keys} of the records`,
  ];
}

/** "a whole number from 128 to 10,240 (MB)". */
export function allowed(field: NumberField): string {
  const { from, to, unit, fractions } = RANGES[field];
  const [least, most] = [from, to].map((value) =>
    value.toLocaleString('en-GB', { maximumFractionDigits: 20 }),
  );
  return `a ${fractions ? '' : 'whole '}number from ${least} to ${most} (${unit})`;
}

/** recordBytes → --record-bytes. */
export function optionOf(field: string): string {
  return `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
