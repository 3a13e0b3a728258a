import { type ClassWeight, classWeights } from '../class-weights.ts';
import { applyScaler, learnScaler, type Scaler } from '../scaler.ts';
import { standardise, type TargetScale, targetScale } from '../target-scale.ts';
import { isClassified, type TrainingRows } from '../trainer.ts';

/** Rows to learn from, as the training step reads them. */
export interface Samples {
  /** Standardised, row-major [count, width]. */
  readonly values: Float32Array;
  readonly count: number;
  readonly width: number;
  /** Row-major [count, answers]: 1 for a row's class and 0 for others; of a regression the standardised target. */
  readonly targets: Float32Array;
  readonly answers: number;
  /** What each row counts for, above 0. */
  readonly weights: Float32Array;
}

/** What training rows say about how to read all others. */
export interface Preparation {
  readonly scaler: Scaler;
  /** What the rows of each class count for; none for a regression. */
  readonly classWeights: Float64Array;
  readonly targetScale: TargetScale;
}

/** How many times farther than the farthest training row a coordinate may be before it is clipped. */
const MARGIN = 2;

export function prepare(rows: TrainingRows, classWeight: ClassWeight): Preparation {
  const scaler = learnScaler(rows, 1, (farthest) => MARGIN * Math.max(farthest, 1));
  return isClassified(rows)
    ? { scaler, classWeights: classWeights(rows, classWeight), targetScale: { mean: 0, deviation: 1 } }
    : { scaler, classWeights: new Float64Array(0), targetScale: targetScale(rows.targets) };
}

export function samplesOf(rows: TrainingRows, preparation: Preparation): Samples {
  const values = applyScaler(preparation.scaler, rows);
  const { count, width } = rows;
  if (!isClassified(rows)) {
    const targets = Float32Array.from(standardise(rows.targets, preparation.targetScale));
    return { values, count, width, targets, answers: 1, weights: new Float32Array(count).fill(1) };
  }
  const { classes, labels } = rows;
  const targets = new Float32Array(count * classes);
  labels.forEach((label, row) => {
    targets[row * classes + label] = 1;
  });
  const weights = Float32Array.from(labels, (label) => preparation.classWeights[label]!);
  return { values, count, width, targets, answers: classes, weights };
}

/** A copy with the weights adding up to 1 and the targets multiplied by them, as a loss reads them. */
export function weighted(samples: Samples): Pick<Samples, 'targets' | 'weights'> {
  const total = samples.weights.reduce((sum, weight) => sum + weight, 0);
  const weights = samples.weights.map((weight) => weight / total);
  const targets = samples.targets.map((target, at) => target * weights[Math.floor(at / samples.answers)]!);
  return { targets, weights };
}
