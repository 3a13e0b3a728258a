/**
 * Class probabilities from pairwise ones: method 2 of Wu, Lin & Weng, "Probability estimates for multi-class
 * classification by pairwise coupling", JMLR 5 (2004), as libsvm has it. With r_ij the probability of class i
 * where it is i or j, the answer minimises Σ_i Σ_{j≠i} (r_ji p_i − r_ij p_j)² over Σ p = 1.
 *
 * libsvm iterates until the change falls below 0.005/k. This solves the same problem exactly: with
 * Q_ii = Σ_{j≠i} r_ji² and Q_ij = −r_ji r_ij, the minimum is p ∝ (Q + e eᵀ)⁻¹ e, and Q + e eᵀ is symmetric,
 * positive definite and well conditioned, so elimination needs no pivoting and float32 suffices for it in the
 * exported graph. (Q alone is singular wherever the pairs agree perfectly, always so for two classes.)
 */

/** libsvm keeps pairwise probabilities this far from 0 and 1 (svm.cpp, svm_predict_probability). */
const MIN_PROBABILITY = 1e-7;

/** The number of unordered pairs of classes; their order is 01, 02, …, 12, … */
export function pairCount(classes: number): number {
  return (classes * (classes - 1)) / 2;
}

/** Calls back with each pair i < j and its position. */
export function eachPair(classes: number, visit: (i: number, j: number, pair: number) => void): void {
  let pair = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++) visit(i, j, pair++);
  }
}

/** @param pairwise r_ij of each pair i < j @returns p, one for each class, non-negative with sum 1 */
export function couple(pairwise: ArrayLike<number>, classes: number): Float64Array {
  const solution = solvePositiveDefinite(couplingMatrix(pairwise, classes), classes);
  const positive = solution.map((value) => Math.max(value, 0));
  const sum = positive.reduce((total, value) => total + value, 0);
  return positive.map((value) => value / sum);
}

/** Q + e eᵀ, row-major [classes, classes]. */
function couplingMatrix(pairwise: ArrayLike<number>, classes: number): Float64Array {
  const matrix = new Float64Array(classes * classes).fill(1);
  eachPair(classes, (i, j, pair) => {
    const forI = Math.min(Math.max(pairwise[pair]!, MIN_PROBABILITY), 1 - MIN_PROBABILITY);
    const forJ = 1 - forI;
    matrix[i * classes + j]! -= forI * forJ;
    matrix[j * classes + i]! -= forI * forJ;
    matrix[i * classes + i]! += forJ * forJ;
    matrix[j * classes + j]! += forI * forI;
  });
  return matrix;
}

/** Solves M x = e by Gauss–Jordan elimination, in place. */
function solvePositiveDefinite(matrix: Float64Array, size: number): Float64Array {
  const right = new Float64Array(size).fill(1);
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = matrix[row * size + pivot]! / matrix[pivot * size + pivot]!;
      for (let column = pivot; column < size; column++) {
        matrix[row * size + column]! -= factor * matrix[pivot * size + column]!;
      }
      right[row]! -= factor * right[pivot]!;
    }
  }
  return right.map((value, row) => value / matrix[row * size + row]!);
}
