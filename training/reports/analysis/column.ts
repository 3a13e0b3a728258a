import { correlationRatio, pearson } from '../../features/correlation.ts';
import { type FeatureRows, isClassified, type TrainingRows } from '../../trainers/trainer.ts';

/** A feature's values, row by row. */
export function columnOf({ values, count, width }: FeatureRows, feature: number): Float64Array {
  const column = new Float64Array(count);
  for (let row = 0; row < count; row++) column[row] = values[row * width + feature]!;
  return column;
}

/** How strongly each feature speaks for the target, 0 to 1: the correlation ratio of classes, |r| of a quantity. */
export function relevances(rows: TrainingRows): number[] {
  return Array.from({ length: rows.width }, (_, feature) => {
    const column = columnOf(rows, feature);
    if (isClassified(rows)) return correlationRatio(column, rows.labels, rows.classes);
    return Math.abs(pearson(column, rows.targets));
  });
}

/** The positions of the largest values, largest first; of equal ones the first. */
export function largest(values: ArrayLike<number>, most: number): number[] {
  const positions = Array.from({ length: values.length }, (_, index) => index);
  return positions.sort((a, b) => values[b]! - values[a]! || a - b).slice(0, most);
}
