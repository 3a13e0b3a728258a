import { UserError } from '../../lib/contract/errors.ts';

/** How a regression's targets are standardised: as (y − mean) / deviation. */
export interface TargetScale {
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
}

/** Models answer in float32: what they say of unseen rows must not overflow, also far from the targets they know. */
export const LARGEST_TARGET = 1e34;

/** @throws UserError for targets that answers in float32 could not follow */
export function targetScale(targets: Float64Array): TargetScale {
  const largest = targets.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(largest <= LARGEST_TARGET)) {
    throw new UserError(
      `the target has values as large as ${largest}; a regression learns values up to ${LARGEST_TARGET}. ` +
        'Measure it in larger units',
    );
  }
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  const variance = targets.reduce((sum, value) => sum + (value - mean) ** 2, 0) / targets.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** Targets around 0 with a spread of 1: thresholds and rounding then mean the same, whatever they are measured in. */
export function standardise(targets: Float64Array, { mean, deviation }: TargetScale): Float64Array {
  return targets.map((target) => (target - mean) / deviation);
}
