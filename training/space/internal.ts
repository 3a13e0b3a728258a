import type { Distribution, ParameterValue } from './distribution.ts';

/**
 * A value as the number that kernels are put on and that Optuna's journal calls param_value_internal: of a choice its
 * position, else the value itself, also where its distribution is logarithmic.
 */
export function toInternal(distribution: Distribution, value: ParameterValue): number {
  return distribution.kind === 'categorical' ? distribution.choices.indexOf(value) : Number(value);
}

/** The value that has this internal number. */
export function fromInternal(distribution: Distribution, internal: number): ParameterValue {
  return distribution.kind === 'categorical' ? distribution.choices[internal]! : internal;
}

/** Where kernels live: the bounds that they are cut off at, on a logarithm where the distribution has one. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** Values are cells of this width before any logarithm; 0 for a continuous axis. */
  readonly step: number;
}

/** The axis of a numeric distribution; the outermost cells lie wholly within it. */
export function axisOf(distribution: Exclude<Distribution, { kind: 'categorical' }>): Axis {
  const { log } = distribution;
  const step = distribution.step ?? 0;
  const place = log ? Math.log : (value: number) => value;
  return { low: place(distribution.low - step / 2), high: place(distribution.high + step / 2), log, step };
}
