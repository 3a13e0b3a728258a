import { couple } from '../coupling.ts';
import { applyScaler } from '../scaler.ts';
import type { ClassAnswers, FeatureRows } from '../trainer.ts';
import type { KernelSum, SvmModel } from './model.ts';

/** The model's answers in float64: what its graph computes in float32. */
export function predictSvm(model: SvmModel, rows: FeatureRows): ClassAnswers {
  const { classes } = model;
  const scaled = applyScaler(model.scaler, rows);
  const labels = new Int32Array(rows.count);
  const probabilities = new Float64Array(rows.count * classes);
  for (let row = 0; row < rows.count; row++) {
    const vector = scaled.subarray(row * model.width, (row + 1) * model.width);
    const coupled = couple(pairwiseProbabilities(model, decisionValues(model, vector)), classes);
    probabilities.set(coupled, row * classes);
    labels[row] = coupled.indexOf(Math.max(...coupled));
  }
  return { labels, probabilities };
}

/** A regression's values in float64, standardised as it was fitted. */
export function predictKernelSum(model: KernelSum, rows: FeatureRows): Float64Array {
  const scaled = applyScaler(model.scaler, rows);
  return Float64Array.from({ length: rows.count }, (_, row) => {
    const vector = scaled.subarray(row * model.width, (row + 1) * model.width);
    return decisionValues(model, vector)[0]!;
  });
}

/** The decision of each pair for one scaled vector: above 0 for the pair's first class. */
export function decisionValues(model: KernelSum, vector: Float32Array): Float64Array {
  const pairs = model.rho.length;
  const decisions = Float64Array.from(model.rho, (rho) => -rho);
  for (let s = 0; s < model.count; s++) {
    const kernel = Math.exp(-squaredDistance(vector, model.vectors, s * model.width) / 2);
    if (kernel === 0) continue;
    for (let pair = 0; pair < pairs; pair++) {
      decisions[pair]! += kernel * model.weights[s * pairs + pair]!;
    }
  }
  return decisions;
}

function squaredDistance(vector: Float32Array, vectors: Float32Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i]! - vectors[offset + i]!) ** 2;
  return sum;
}

function pairwiseProbabilities({ probA, probB }: SvmModel, decisions: Float64Array): Float64Array {
  return decisions.map((decision, pair) => 1 / (1 + Math.exp(probA[pair]! * decision + probB[pair]!)));
}
