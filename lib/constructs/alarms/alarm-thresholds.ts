import { UserError } from '../../contract/errors.ts';
import { type WholeRange, wholeNumber } from '../range.ts';

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
}

export const DEFAULT_THRESHOLDS: Required<AlarmThresholds> = {
  functionErrors: 1,
  functionThrottles: 1,
  unfinishedBatches: 1,
  iteratorAgeSeconds: 300,
  rejectedShare: 0.05,
  rejectedOfAtLeast: 100,
};

const RANGES: Readonly<Record<Exclude<keyof AlarmThresholds, 'rejectedShare'>, WholeRange>> = {
  functionErrors: { from: 1, to: 100_000, of: 'invocations a minute' },
  functionThrottles: { from: 1, to: 100_000, of: 'invocations a minute' },
  unfinishedBatches: { from: 1, to: 100_000, of: 'batches a minute' },
  iteratorAgeSeconds: { from: 60, to: 604_800, of: 'seconds' },
  rejectedOfAtLeast: { from: 1, to: 10_000_000, of: 'records in five minutes' },
};

const SHARE = { from: 0.001, to: 1 } as const;

/** @throws UserError that says what came and what is allowed */
export function checkedThresholds(given: AlarmThresholds = {}): Required<AlarmThresholds> {
  const known = Object.keys(DEFAULT_THRESHOLDS);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`there is no threshold ${unknown} (the thresholds are ${known.join(', ')})`);
  }
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const thresholds = { ...DEFAULT_THRESHOLDS, ...Object.fromEntries(said) };
  for (const [name, range] of Object.entries(RANGES)) {
    wholeNumber(name, thresholds[name as keyof AlarmThresholds], range);
  }
  const { rejectedShare } = thresholds;
  if (!(rejectedShare >= SHARE.from && rejectedShare <= SHARE.to)) {
    throw new UserError(
      `rejectedShare is ${rejectedShare}; expected a share from ${SHARE.from} to ${SHARE.to}, where 0.05 is 5%`,
    );
  }
  return thresholds;
}
