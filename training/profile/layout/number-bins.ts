import type { NumberBins } from '../../../lib/contract/profile.ts';
import { momentsOf } from '../moments.ts';

/** Up to so many distinct values, each has a bin of its own: so many bins there are at most. */
const BINS_MAX = 100;

/** A deviation has at least so many units, so that rounding to units does not move a mean that anybody looks at. */
const UNITS_PER_DEVIATION = 4096;

/**
 * Bins for a number: of 100 distinct values or fewer one bin each, edges halfway between neighbours; of more about a
 * hundredth of the rows each, edges being values of the rows (as fewer bins as values repeat). Edges, being float32
 * as the rows are, divide live rows exactly as they divide these.
 * @param values finite; of none the layout has one bin, and what lies outside 0 is out of range
 */
export function numberBins(name: string, values: Float32Array): NumberBins {
  const sorted = values.slice().sort();
  const distinct = firstDistinct(sorted, BINS_MAX + 1);
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const edges = distinct.length > BINS_MAX ? quantileEdges(sorted) : midpoints(distinct);
  return {
    type: 'number',
    name,
    edges: edges.map(withoutSign),
    range: [withoutSign(low), withoutSign(high)],
    unit: unitOf(sorted),
  };
}

/** Of zero: JSON has one alone, and a layout is the same before and after it was written. */
function withoutSign(value: number): number {
  return value + 0;
}

/** The lowest distinct values, ascending; −0 counts as 0. */
function firstDistinct(sorted: Float32Array, most: number): number[] {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (value !== distinct.at(-1)) distinct.push(value);
    if (distinct.length === most) break;
  }
  return distinct;
}

/** Each edge lies at or above the lower neighbour and below the upper one, as float32 too. */
function midpoints(distinct: readonly number[]): number[] {
  return distinct.slice(1).map((upper, at) => {
    const lower = distinct[at]!;
    const middle = Math.fround(lower + (upper - lower) / 2);
    return middle < upper ? middle : lower;
  });
}

/** The hundredths of the rows, each the smallest value that so many rows do not exceed (type 1 of Hyndman & Fan). */
function quantileEdges(sorted: Float32Array): number[] {
  const edges = new Set<number>();
  for (let at = 1; at < BINS_MAX; at++) edges.add(sorted[Math.ceil((at * sorted.length) / BINS_MAX) - 1]!);
  // Nothing lies above the highest value: an edge there would make a bin that no row of the reference is in.
  edges.delete(sorted.at(-1)!);
  return [...edges];
}

/** The power of two below a 4,096th of the deviation; of a constant, of its own size. */
function unitOf(values: Float32Array): number {
  const scale = momentsOf(values)?.deviation || Math.abs(values[0] ?? 0) || 1;
  return 2 ** Math.floor(Math.log2(scale / UNITS_PER_DEVIATION));
}
