import { applyScaler, learnScaler, type Scaler } from '../scaler.ts';
import { type ClassifiedRows, isClassified, type TrainingRows } from '../trainer.ts';

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

/** 'balanced': every class counts for as much as another, however few rows it has. */
export type ClassWeight = 'none' | 'balanced';

/** How measured targets are standardised: as (y − mean) / deviation. */
export interface TargetScale {
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
}

/** What training rows say about how to read all others. */
export interface Preparation {
  readonly scaler: Scaler;
  /** What the rows of each class count for; none for a regression. */
  readonly classWeights: readonly number[];
  readonly targetScale: TargetScale;
}

/** How many times farther than the farthest training row a coordinate may be before it is clipped. */
const MARGIN = 2;

export function prepare(rows: TrainingRows, classWeight: ClassWeight): Preparation {
  const scaler = learnScaler(rows, 1, (farthest) => MARGIN * Math.max(farthest, 1));
  return isClassified(rows)
    ? { scaler, classWeights: weightsOf(rows, classWeight), targetScale: { mean: 0, deviation: 1 } }
    : { scaler, classWeights: [], targetScale: scaleOf(rows.targets) };
}

/** rows / (classes · rows of the class), as scikit-learn's "balanced". */
export function weightsOf({ labels, classes, count }: ClassifiedRows, classWeight: ClassWeight): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts.map((own) => (classWeight === 'none' ? 1 : count / (classes * Math.max(own, 1))));
}

function scaleOf(targets: Float64Array): TargetScale {
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  const variance = targets.reduce((sum, value) => sum + (value - mean) ** 2, 0) / targets.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

export function samplesOf(rows: TrainingRows, preparation: Preparation): Samples {
  const values = applyScaler(preparation.scaler, rows);
  const { count, width } = rows;
  if (!isClassified(rows)) {
    const { mean, deviation } = preparation.targetScale;
    const targets = Float32Array.from(rows.targets, (target) => (target - mean) / deviation);
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
