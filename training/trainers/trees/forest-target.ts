import { isClassified, type TrainingRows } from '../trainer.ts';
import { type ClassWeight, classWeights } from './class-weights.ts';
import { sharedFloats, sharedInts } from './shared.ts';
import { type StandardTargets, standardise } from './standard-targets.ts';

/** What a forest learns, in memory that threads share. */
export type ForestTarget = ForestClasses | StandardTargets;

export interface ForestClasses {
  readonly labels: Int32Array;
  readonly classes: number;
  /** What a row of each class counts. */
  readonly classWeights: Float64Array;
}

export function forestTarget(rows: TrainingRows, classWeight: ClassWeight): ForestTarget {
  if (isClassified(rows)) {
    const { labels, classes } = rows;
    return { labels: sharedInts(labels), classes, classWeights: classWeights(rows, classWeight) };
  }
  const standard = standardise(rows.targets);
  return { ...standard, targets: sharedFloats(standard.targets) };
}
