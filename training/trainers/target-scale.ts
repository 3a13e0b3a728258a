/** How a regression's targets are standardised: as (y − mean) / deviation. */
export interface TargetScale {
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
}

export function targetScale(targets: Float64Array): TargetScale {
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  const variance = targets.reduce((sum, value) => sum + (value - mean) ** 2, 0) / targets.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}
