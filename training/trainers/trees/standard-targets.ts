/** Targets around 0 with a spread of 1: value = target · scale + offset. */
export interface StandardTargets {
  readonly targets: Float64Array;
  readonly scale: number;
  readonly offset: number;
}

/** Thresholds on gains and rounding then mean the same, whatever a target is measured in. */
export function standardise(values: Float64Array): StandardTargets {
  const offset = mean(values);
  const spread = Math.sqrt(mean(values.map((value) => (value - offset) ** 2)));
  const scale = spread > 0 ? spread : 1;
  return { targets: values.map((value) => (value - offset) / scale), scale, offset };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
