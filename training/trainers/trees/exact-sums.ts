import type { Tree } from './tree.ts';

/**
 * Leaf values whose sums are exact in float32, in any order. The runtime adds up leaves in float32, in an order of
 * its own: rounded to multiples of a power of two g with |sum| ≤ 2²³·g, every partial sum is a multiple of g that
 * float32 holds exactly. So the trainer's float64 and the served graph have the same sums, to the last bit, and a
 * tie of two classes is a tie in both.
 */

/** Integers up to 2^24 are exact in float32; one bit is kept for what rounding adds to the bound. */
const EXACT_BITS = 23;

/** Sums are of logits, shares or standardised values: of smaller ones nothing would be seen. */
const MIN_BOUND = 2 ** -40;

/** The spacing for sums of a size up to `bound`. */
export function gridFor(bound: number): number {
  return 2 ** (Math.ceil(Math.log2(Math.max(bound, MIN_BOUND))) - EXACT_BITS);
}

export function roundTo(value: number, grid: number): number {
  return Math.round(value / grid) * grid;
}

/** A tree with its values on the grid. */
export function alignValues(tree: Tree, grid: number): Tree {
  return { ...tree, values: tree.values.map((value) => roundTo(value, grid)) };
}

/** A tree whose leaves' shares are on the grid and still add up to 1: the largest remainders are rounded up. */
export function alignShares(tree: Tree, grid: number): Tree {
  const values = tree.values.map((share) => Math.floor(share / grid) * grid);
  for (let node = 0; node + 1 < tree.starts.length; node++) {
    const [from, to] = [tree.starts[node]!, tree.starts[node + 1]!];
    if (to - from > 1) settle(tree.values, values, from, to, grid);
    else if (to > from) values[from] = 1;
  }
  return { ...tree, values };
}

function settle(shares: Float64Array, values: Float64Array, from: number, to: number, grid: number): void {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]!;
  for (let missing = Math.round((1 - sum) / grid); missing > 0; missing--) {
    let most = from;
    for (let i = from + 1; i < to; i++) {
      if (shares[i]! - values[i]! > shares[most]! - values[most]!) most = i;
    }
    values[most]! += grid;
  }
}

/** How large the sums of an output can get: by output, the trees' largest values added up. */
export function sumBound(trees: readonly Tree[], base: Float64Array): number {
  const bounds = base.map(Math.abs);
  const largest = new Float64Array(base.length);
  for (const { outputs, values } of trees) {
    largest.fill(0);
    values.forEach((value, i) => {
      const output = outputs[i]!;
      largest[output] = Math.max(largest[output]!, Math.abs(value));
    });
    largest.forEach((value, output) => {
      bounds[output]! += value;
    });
  }
  return Math.max(...bounds);
}
