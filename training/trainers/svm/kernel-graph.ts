import { attr } from '../../../lib/model/onnx/build.ts';
import type { GraphWriter } from '../graph-writer.ts';
import type { KernelSum } from './model.ts';

/**
 * Support vectors per block. The kernel values of a block and a chunk of rows (256 × 512 floats, 512 KB) stay in
 * a core's second-level cache from one operator to the next: 23 ms for the kernel sums of 10,000 rows and 3,100
 * vectors, where one product over all vectors takes 42.
 */
const BLOCK = 256;

/**
 * Products below 1e-38 are denormal floats, on which processors are ten times slower, and a narrow kernel would
 * make millions of them. Kernels are therefore taken as exp(−60) = 9e-27 at least, which changes no sum.
 */
const MIN_EXPONENT = -60;

/** Significant bits of a float32. */
const FLOAT_BITS = 24;

/**
 * exp(−‖u − v‖²/2) by matrix products. Written out as u·v − ‖u‖²/2 − ‖v‖²/2, its terms run into thousands for a
 * narrow kernel and cancel to a few units; in plain float32 each rounding of them costs the kernel 1e-4. So every
 * vector is cut in two, u = h + l, with h a multiple of a grid so coarse that sums of products of h are exact in float32, and
 * l within half a grid step (after Dekker, "A floating-point technique for extending the available precision",
 * Numerische Mathematik 18, 1971). The large terms then cancel without error before the small ones are added, in
 * the order of the product's inner dimension:
 *
 *   −‖hᵤ‖²/2 + hᵤ·hᵥ − ‖hᵥ‖²/2  −(hᵥ·lᵥ + ‖lᵥ‖²/2) + lᵤ·hᵥ + u·lᵥ − (hᵤ·lᵤ + ‖lᵤ‖²/2)
 *
 * All terms are inside the exponent: a factor exp(−‖u‖²/2) outside would overflow on outliers.
 *
 * @param scaled the tensor [N, width] of scaled vectors
 * @param weights [count, outputs] row-major, and `bias` [outputs]
 * @returns the tensor [N, outputs] of Σ_s weights[s] · kernel(u, v_s) + bias
 */
export function kernelSumInGraph(
  graph: GraphWriter,
  scaled: string,
  model: KernelSum,
  weights: Float64Array,
  bias: Float64Array,
): string {
  const grid = gridStep(model);
  const left = leftFactor(graph, scaled, grid);
  const outputs = bias.length;
  const floor = graph.floats([], [MIN_EXPONENT]);
  let sum = graph.floats([outputs], bias);
  for (let first = 0; first < model.count; first += BLOCK) {
    const last = Math.min(first + BLOCK, model.count);
    const right = graph.floats([3 * model.width + 4, last - first], rightFactor(model, grid, first, last));
    const exponents = graph.apply('Clip', [graph.apply('MatMul', [left, right]), floor]);
    const kernels = graph.apply('Exp', [exponents]);
    const block = graph.floats([last - first, outputs], weights.subarray(first * outputs, last * outputs));
    sum = graph.apply('Gemm', [kernels, block, sum]);
  }
  return sum;
}

/**
 * The smallest power of two for which the large terms are exact: they are multiples of grid²/2, and neither they
 * nor their partial sums exceed width · bound².
 */
function gridStep({ width, scaler }: KernelSum): number {
  const smallest = scaler.bound * Math.sqrt((2 * width) / 2 ** FLOAT_BITS);
  return 2 ** Math.ceil(Math.log2(smallest));
}

/** [N, 3·width + 4]: ‖hᵤ‖² | hᵤ | 1 | 1 | lᵤ | u | 2hᵤ·lᵤ + ‖lᵤ‖² */
function leftFactor(graph: GraphWriter, scaled: string, grid: number): string {
  const columns = graph.integers([1]);
  const steps = graph.apply('Round', [graph.apply('Mul', [scaled, graph.floats([], [1 / grid])])]);
  const high = graph.apply('Mul', [steps, graph.floats([], [grid])]);
  const low = graph.apply('Sub', [scaled, high]);
  const ones = graph.apply('Pad', [high, graph.integers([0, 0, 0, 2]), graph.floats([], [1])]);
  const highSquares = graph.apply('ReduceSumSquare', [high, columns]);
  const cross = graph.apply('Mul', [low, graph.apply('Add', [high, scaled])]);
  const lowSquares = graph.apply('ReduceSum', [cross, columns]);
  return graph.apply('Concat', [highSquares, ones, low, scaled, lowSquares], { axis: attr.int(1) });
}

/** Row-major [3·width + 4, last − first]: −½ | hᵥ | −‖hᵥ‖²/2 | −(hᵥ·lᵥ + ‖lᵥ‖²/2) | hᵥ | lᵥ | −½ */
function rightFactor(model: KernelSum, grid: number, first: number, last: number): Float32Array {
  const { width, vectors } = model;
  const columns = last - first;
  const factor = new Float32Array((3 * width + 4) * columns);
  for (let s = first; s < last; s++) {
    const vector = vectors.subarray(s * width, (s + 1) * width);
    const high = Array.from(vector, (value) => Math.round(value / grid) * grid);
    const low = high.map((value, i) => vector[i]! - value);
    const lowTerm = -dot(high, low) - dot(low, low) / 2;
    [-0.5, ...high, -dot(high, high) / 2, lowTerm, ...high, ...low, -0.5].forEach((value, row) => {
      factor[row * columns + s - first] = value;
    });
  }
  return factor;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
