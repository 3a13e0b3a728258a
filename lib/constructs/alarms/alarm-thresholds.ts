import { ALARMS, type AlarmName as OwnAlarmName } from '../../contract/alarms.ts';
import { UserError } from '../../contract/errors.ts';
import type { AlarmName } from './alarm-descriptions.ts';

/** From where on somebody is told; what is left out has its default. */
export interface AlarmThresholds {
  /** Failed invocations in a minute: whole, 1 to 100,000. Default: 1. */
  readonly functionErrors?: number;
  /** Invocations in a minute that no sandbox could be had for: whole, 1 to 100,000. Default: 1. */
  readonly functionThrottles?: number;
  /** Batches in a minute that were handed back: whole, 1 to 100,000. Default: 1. */
  readonly unfinishedBatches?: number;
  /**
   * How old records are when the function gets them, in seconds: whole, 60 to 604,800 (what a mapping can wait).
   * Default: 300, five times the time-out that the function has by default.
   */
  readonly iteratorAgeSeconds?: number;
  /** Rejected of received records, a share: 0.001 to 1. Default: 0.05. */
  readonly rejectedShare?: number;
  /**
   * Records in five minutes below which the share is not judged, so that one bad record of a quiet hour wakes
   * nobody: whole, 1 to 10,000,000. Default: 100.
   */
  readonly rejectedOfAtLeast?: number;
  /** Rejected and handed-back records of those received in five minutes, a share: 0.001 to 1. Default: 0.5. */
  readonly errorRate?: number;
  /** Mean confidence over five minutes, below: 0.001 to 1. Default: 0.6. */
  readonly lowConfidence?: number;
  /** Mean time of a batch over five minutes, in ms: 1 to 900,000. Default: 1,000. */
  readonly slowBatchesMs?: number;
  /** Mean time from arrival to prediction over five minutes, in ms: 1 to 86,400,000. Default: 2,000. */
  readonly slowResponseMs?: number;
  /** Age of the served version, in seconds: 60 to 315,360,000. Default: 129,600, 36 hours. */
  readonly modelAgeSeconds?: number;
  /** Accuracy by labels, else estimated, below: 0.001 to 1. Default: 0.5. */
  readonly accuracy?: number;
  /** More findings about the data than these in a window: 0 to 1,000. Default: 0. */
  readonly qualityFindings?: number;
}

export type ThresholdName = keyof AlarmThresholds;

/** Which threshold an alarm on Weir's own metrics takes; the others of ALARMS cannot be moved. */
export const OWN_THRESHOLDS = {
  'error-rate': 'errorRate',
  'low-confidence': 'lowConfidence',
  'slow-batches': 'slowBatchesMs',
  'slow-response': 'slowResponseMs',
  'model-age': 'modelAgeSeconds',
  accuracy: 'accuracy',
  'data-quality': 'qualityFindings',
} as const satisfies Partial<Record<OwnAlarmName, ThresholdName>>;

const OWN = Object.entries(OWN_THRESHOLDS) as [keyof typeof OWN_THRESHOLDS, OwnThreshold][];
type OwnThreshold = (typeof OWN_THRESHOLDS)[keyof typeof OWN_THRESHOLDS];

function ofOwn<T>(value: (alarm: (typeof ALARMS)[OwnAlarmName]) => T): Record<OwnThreshold, T> {
  return Object.fromEntries(OWN.map(([alarm, name]) => [name, value(ALARMS[alarm])])) as Record<
    OwnThreshold,
    T
  >;
}

export const DEFAULT_THRESHOLDS: Required<AlarmThresholds> = {
  functionErrors: 1,
  functionThrottles: 1,
  unfinishedBatches: 1,
  iteratorAgeSeconds: 300,
  rejectedShare: 0.05,
  rejectedOfAtLeast: 100,
  ...ofOwn(({ threshold }) => threshold),
};

/** What a threshold may be, both ends included. */
export interface ThresholdRange {
  readonly from: number;
  readonly to: number;
  /** "milliseconds", or "share" for one from 0 to 1, which alone may be a fraction. */
  readonly unit: string;
}

export const THRESHOLD_RANGES: Readonly<Record<ThresholdName, ThresholdRange>> = {
  functionErrors: { from: 1, to: 100_000, unit: 'invocations a minute' },
  functionThrottles: { from: 1, to: 100_000, unit: 'invocations a minute' },
  unfinishedBatches: { from: 1, to: 100_000, unit: 'batches a minute' },
  iteratorAgeSeconds: { from: 60, to: 604_800, unit: 'seconds' },
  rejectedShare: { from: 0.001, to: 1, unit: 'share' },
  rejectedOfAtLeast: { from: 1, to: 10_000_000, unit: 'records in five minutes' },
  ...ofOwn(({ range }) => range),
};

/** Which threshold an alarm of the streaming path takes, and how many of the alarm's units make one of the threshold's. */
export const PATH_THRESHOLDS: Readonly<
  Partial<Record<AlarmName, { readonly name: ThresholdName; readonly scale: number }>>
> = {
  'function-errors': { name: 'functionErrors', scale: 1 },
  'function-throttles': { name: 'functionThrottles', scale: 1 },
  'unfinished-batches': { name: 'unfinishedBatches', scale: 1 },
  'iterator-age': { name: 'iteratorAgeSeconds', scale: 1_000 },
  'rejected-share': { name: 'rejectedShare', scale: 1 },
};

/**
 * @param name as the person knows it who set it
 * @throws UserError that says what came and what is allowed
 */
export function checkedThreshold(name: string, value: number, range: ThresholdRange): number {
  const isShare = range.unit === 'share';
  const fits = value >= range.from && value <= range.to && (isShare || Number.isInteger(value));
  if (fits) return value;
  throw new UserError(`${name} is ${value}; expected ${allowedThreshold(range)}`);
}

/** "a whole number of seconds from 60 to 604,800". */
export function allowedThreshold({ from, to, unit }: ThresholdRange): string {
  if (unit === 'share') return `a share from ${from} to ${to}, where 0.05 is 5%`;
  const [least, most] = [from, to].map((bound) => bound.toLocaleString('en'));
  return `a whole number of ${unit} from ${least} to ${most}`;
}

/** @throws UserError that says what came and what is allowed */
export function checkedThresholds(given: AlarmThresholds = {}): Required<AlarmThresholds> {
  const known = Object.keys(DEFAULT_THRESHOLDS);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`there is no threshold ${unknown} (the thresholds are ${known.join(', ')})`);
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const thresholds = { ...DEFAULT_THRESHOLDS, ...Object.fromEntries(said) };
  for (const [name, range] of Object.entries(THRESHOLD_RANGES)) {
    checkedThreshold(name, thresholds[name as ThresholdName], range);
  }
  return thresholds;
}
