import { pairCount } from '../coupling.ts';
import type { Scaler } from '../scaler.ts';
import type { LibsvmAnswer, LibsvmProblem } from './libsvm.ts';

/** Decisions as matrices: for a scaled vector u, number p is Σ_s weights[s, p] · exp(−‖u − v_s‖²/2) − rho[p]. */
export interface KernelSum {
  readonly width: number;
  readonly scaler: Scaler;
  /** Distinct support vectors, scaled, row-major [count, width]. */
  readonly vectors: Float32Array;
  readonly count: number;
  /** Row-major [count, decisions]. */
  readonly weights: Float64Array;
  readonly rho: Float64Array;
}

/**
 * A one-against-one SVM: a decision for each pair of classes, whose first class has the probability
 * 1 / (1 + exp(A[p] · decision + B[p])) (Platt).
 */
export interface SvmModel extends KernelSum {
  readonly classes: number;
  readonly probA: Float64Array;
  readonly probB: Float64Array;
}

/**
 * libsvm's classifier with equal support vectors merged: their coefficients add up. (In the wine data one row in five
 * repeats another in the columns read.)
 */
export function buildModel(
  scaler: Scaler,
  problem: LibsvmProblem,
  answer: LibsvmAnswer,
  classes: number,
): SvmModel {
  const own = answer.indices.map((row) => problem.labels[row]!);
  const merged = mergeVectors(problem, answer, interleaved(own), pairCount(classes), (weights, offset, s) =>
    addWeights(weights, offset, answer, s, own[s]!, classes),
  );
  const { rho, probA, probB } = answer;
  return { classes, width: problem.width, scaler, ...merged, rho, probA, probB };
}

/**
 * libsvm's regression, likewise: one decision, which is the value. Its weights add up to 0, and are added up with signs
 * in turns: in the order of rows, float32 loses five to ten times as much.
 */
export function buildRegression(scaler: Scaler, problem: LibsvmProblem, answer: LibsvmAnswer): KernelSum {
  const signs = Array.from(answer.coefficients[0]!, Math.sign);
  const merged = mergeVectors(problem, answer, interleaved(signs), 1, (weights, offset, s) => {
    weights[offset]! += answer.coefficients[0]![s]!;
  });
  const { width } = problem;
  // A tube that holds every row leaves no vector. The graph needs one to know how many rows it has: it weighs nothing.
  const vectors =
    merged.count > 0
      ? merged
      : { vectors: problem.values.slice(0, width), count: 1, weights: new Float64Array(1) };
  return { width, scaler, ...vectors, rho: answer.rho };
}

/**
 * Gathers the distinct support vectors and their weights.
 * @param order positions of support vectors
 * @param outputs weights of each
 * @param add adds a support vector's coefficients to the weights of its distinct vector, which begin at `offset`
 */
function mergeVectors(
  { values, width }: LibsvmProblem,
  { indices }: LibsvmAnswer,
  order: readonly number[],
  outputs: number,
  add: (weights: number[], offset: number, s: number) => void,
): Pick<KernelSum, 'vectors' | 'count' | 'weights'> {
  const positions = new Map<string, number>();
  const vectors: number[] = [];
  const weights: number[] = [];
  for (const s of order) {
    const row = indices[s]!;
    const vector = values.subarray(row * width, (row + 1) * width);
    const key = vector.join();
    let position = positions.get(key);
    if (position === undefined) {
      position = positions.size;
      positions.set(key, position);
      vectors.push(...vector);
      weights.push(...new Array<number>(outputs).fill(0));
    }
    add(weights, position * outputs, s);
  }
  return {
    vectors: Float32Array.from(vectors),
    count: positions.size,
    weights: Float64Array.from(weights),
  };
}

/**
 * Positions in an order that spreads every class evenly. libsvm's order, class after class, adds up thousands of
 * positive terms and then takes thousands of negative ones away, which in float32 costs two digits.
 */
function interleaved(labels: ArrayLike<number>): number[] {
  const counts = new Map<number, number>();
  const ranks = Array.from(labels, (label) => {
    const rank = counts.get(label) ?? 0;
    counts.set(label, rank + 1);
    return rank;
  });
  const place = (s: number): number => (ranks[s]! + 0.5) / counts.get(labels[s]!)!;
  return [...ranks.keys()].sort((a, b) => place(a) - place(b) || a - b);
}

/**
 * A support vector of class c takes part in the pairs of c with every other class. libsvm keeps its coefficient
 * for the pair with class d in row d − 1 if c < d, in row d if d < c (README of libsvm, "sv_coef").
 */
function addWeights(
  weights: number[],
  offset: number,
  answer: LibsvmAnswer,
  s: number,
  own: number,
  classes: number,
): void {
  for (let other = 0; other < classes; other++) {
    if (other === own) continue;
    const row = own < other ? other - 1 : other;
    const pair = pairIndex(Math.min(own, other), Math.max(own, other), classes);
    weights[offset + pair]! += answer.coefficients[row]![s]!;
  }
}

/** The position of the pair i < j in the order 01, 02, …, 12, … */
function pairIndex(i: number, j: number, classes: number): number {
  return i * classes - (i * (i + 1)) / 2 + (j - i - 1);
}
