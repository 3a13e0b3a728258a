import type { FeatureRows } from '../../../training/trainers/trainer.ts';

/** Rows as JSON has them. */
export function plainRows({ values, count, width }: FeatureRows): number[][] {
  return Array.from({ length: count }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]);
}
