import { type ClassWeight, classWeights } from '../class-weights.ts';
import { standardise, type TargetScale, targetScale } from '../target-scale.ts';
import { isClassified, type TrainingRows } from '../trainer.ts';
import { sharedFloats, sharedInts } from './shared.ts';

/** What a forest learns, in memory that threads share. */
export type ForestTarget = ForestClasses | ForestValues;

export interface ForestClasses {
  readonly labels: Int32Array;
  readonly classes: number;
  /** What a row of each class counts. */
  readonly classWeights: Float64Array;
}

export interface ForestValues {
  /** Standardised. */
  readonly targets: Float64Array;
  readonly scale: TargetScale;
}

export function forestTarget(rows: TrainingRows, classWeight: ClassWeight): ForestTarget {
  if (isClassified(rows)) {
    const { labels, classes } = rows;
    return { labels: sharedInts(labels), classes, classWeights: classWeights(rows, classWeight) };
  }
  const scale = targetScale(rows.targets);
  return { targets: sharedFloats(standardise(rows.targets, scale)), scale };
}
