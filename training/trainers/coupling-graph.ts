import { attr } from '../../lib/model/onnx/build.ts';
import { eachPair, pairCount } from './coupling.ts';
import type { GraphWriter } from './graph-writer.ts';

/**
 * Pairwise coupling (coupling.ts) as a graph without loops: the matrix Q + e eᵀ of every row at once, rows last so
 * that each operator runs over long contiguous spans, and Gauss–Jordan elimination unrolled over the classes.
 *
 * @param pairwise the tensor [N, pairs] of r_ij for the pairs 01, 02, …, 12, …
 * @returns the tensor [classes, N] of probabilities
 */
export function coupleInGraph(graph: GraphWriter, pairwise: string, classes: number): string {
  let system = couplingSystem(graph, pairwise, classes);
  for (let pivot = 0; pivot < classes; pivot++) system = eliminate(graph, system, classes, classes - pivot);
  const solution = graph.apply('Reshape', [system, graph.integers([classes, -1])]);
  const positive = graph.apply('Relu', [solution]);
  const sum = graph.apply('ReduceSum', [positive, graph.integers([0])]);
  return graph.apply('Div', [positive, sum]);
}

/**
 * [classes, classes + 1, N]: the matrix, and the right-hand side of ones. With r_ji = 1 − r_ij, every entry is an
 * affine function of the pairs' r and r²: one matrix product makes them all.
 */
function couplingSystem(graph: GraphWriter, pairwise: string, classes: number): string {
  const squares = graph.apply('Mul', [pairwise, pairwise]);
  const terms = graph.apply('Concat', [pairwise, squares], { axis: attr.int(1) });
  const { factors, constants } = affineEntries(classes);
  const entries = classes * (classes + 1);
  const flat = graph.apply(
    'Gemm',
    [graph.floats([entries, 2 * pairCount(classes)], factors), terms, graph.floats([entries, 1], constants)],
    { transB: attr.int(1) },
  );
  return graph.apply('Reshape', [flat, graph.integers([classes, classes + 1, -1])]);
}

function affineEntries(classes: number): { factors: Float64Array; constants: Float64Array } {
  const pairs = pairCount(classes);
  const width = classes + 1;
  const factors = new Float64Array(classes * width * 2 * pairs);
  const constants = new Float64Array(classes * width).fill(1);
  const add = (row: number, column: number, pair: number, [one, r, square]: [number, number, number]) => {
    const entry = row * width + column;
    constants[entry]! += one;
    factors[entry * 2 * pairs + pair]! += r;
    factors[entry * 2 * pairs + pairs + pair]! += square;
  };
  eachPair(classes, (i, j, pair) => {
    add(i, j, pair, [0, -1, 1]); // −r_ij r_ji = −r + r²
    add(j, i, pair, [0, -1, 1]);
    add(i, i, pair, [1, -2, 1]); // r_ji² = 1 − 2r + r²
    add(j, j, pair, [0, 0, 1]); // r_ij² = r²
  });
  return { factors, constants };
}

/**
 * One step: eliminates the first column [rows, 1, N] from the `columns` that follow it. The pivot row, which comes
 * first, goes to the end, so that after one step for each row they are in their order again and the last column
 * is the solution.
 */
function eliminate(graph: GraphWriter, system: string, rows: number, columns: number): string {
  const [byRow, byColumn] = [attr.int(0), attr.int(1)];
  const [column, body] = graph.splitFirst(system, byColumn, columns);
  const [pivot, factors] = graph.splitFirst(column, byRow, rows - 1);
  const [pivotRow, others] = graph.splitFirst(body, byRow, rows - 1);
  const scaled = graph.apply('Div', [pivotRow, pivot]);
  const reduced = graph.apply('Sub', [others, graph.apply('Mul', [factors, scaled])]);
  return graph.apply('Concat', [reduced, scaled], { axis: byRow });
}
