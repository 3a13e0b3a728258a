/**
 * The inverse of a symmetric positive definite matrix, row-major [size, size], by Cholesky's decomposition A = L Lᵀ:
 * each column of the identity is solved forward and back. Of the matrix the lower triangle is read.
 */
export function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const lower = cholesky(matrix, size);
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const solution = new Float64Array(size);
    for (let i = column; i < size; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= lower[i * size + k]! * solution[k]!;
      solution[i] = sum / lower[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = solution[i]!;
      for (let k = i + 1; k < size; k++) sum -= lower[k * size + i]! * solution[k]!;
      solution[i] = sum / lower[i * size + i]!;
    }
    for (let i = 0; i < size; i++) inverse[i * size + column] = solution[i]!;
  }
  return inverse;
}

function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i === j && !(sum > 0)) throw new RangeError('the matrix is not positive definite');
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
    }
  }
  return lower;
}
