import { UserError } from '../../../lib/contract/errors.ts';
import { type ClassWeight, classWeights } from '../class-weights.ts';
import { standardise, type TargetScale, targetScale } from '../target-scale.ts';
import { isClassified, type TrainingRows } from '../trainer.ts';
import { type Cuts, shareRows } from './binned-rows.ts';
import type { BoostedRows, BoostingLoss } from './boosting-task.ts';
import { sharedFloats, sharedInts } from './shared.ts';

/** What boosting learns: the loss, and where it begins. */
export interface BoostingGoal {
  readonly loss: BoostingLoss;
  /** The scores before the first tree, by output: the best constant ones. */
  readonly base: Float64Array;
  /** What values are to their scores; of classes 0 and 1. */
  readonly scale: TargetScale;
  /** The sum of the rows' weights. */
  weightOf(rows: TrainingRows): number;
}

export function boostingGoal(rows: TrainingRows, how: ClassWeight): BoostingGoal {
  if (!isClassified(rows)) {
    const scale = targetScale(rows.targets);
    const base = new Float64Array(1);
    return { loss: { kind: 'squared', outputs: 1 }, base, scale, weightOf: ({ count }) => count };
  }
  const weights = classWeights(rows, how);
  const counts = new Float64Array(rows.classes);
  for (const label of rows.labels) counts[label]! += weights[label]!;
  const logs = counts.map((weight) => Math.log(weight / rows.count));
  const [kind, base] =
    rows.classes === 2
      ? (['logistic', Float64Array.of(logs[1]! - logs[0]!)] as const)
      : (['softmax', logs] as const);
  return {
    loss: { kind, outputs: base.length, classWeights: weights },
    base,
    scale: { mean: 0, deviation: 1 },
    weightOf: (others) =>
      isClassified(others) ? others.labels.reduce((sum, label) => sum + weights[label]!, 0) : others.count,
  };
}

/** Rows in shared memory. @param cuts those of the training rows, for the validation rows */
export function boostedRows(
  rows: TrainingRows,
  { base, scale, loss }: BoostingGoal,
  cuts?: Cuts,
): BoostedRows {
  if (isClassified(rows) !== (loss.kind !== 'squared')) {
    throw new UserError('the validation rows are of another task than the training rows');
  }
  return {
    rows: shareRows(rows, cuts),
    target: isClassified(rows)
      ? { labels: sharedInts(rows.labels) }
      : { targets: sharedFloats(standardise(rows.targets, scale)) },
    scores: sharedFloats(
      Float64Array.from({ length: base.length * rows.count }, (_, i) => base[Math.floor(i / rows.count)]!),
    ),
  };
}
