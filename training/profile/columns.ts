import type { FeatureRows } from '../trainers/trainer.ts';

/** The values of a feature; rows without one (NaN) are left out. */
export function columnOf({ values, count, width }: FeatureRows, feature: number): Float32Array {
  const column = new Float32Array(count);
  let taken = 0;
  for (let row = 0; row < count; row++) {
    const value = values[row * width + feature]!;
    if (!Number.isNaN(value)) column[taken++] = value;
  }
  return column.subarray(0, taken);
}
