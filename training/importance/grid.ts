import type { Distribution, ParameterValue } from '../space/distribution.ts';
import { toInternal } from '../space/internal.ts';

/** Cells that a continuous parameter is counted in. */
const MOST_CELLS = 50;

/** How often a parameter's values fell into each cell of its range, or each choice was taken. */
export function countOnGrid(distribution: Distribution, values: readonly ParameterValue[]): Float64Array {
  const counts = new Float64Array(cellCount(distribution));
  for (const value of values) counts[cellOf(distribution, value, counts.length)]!++;
  return counts;
}

/** A grid is as fine as its values are: of integers on a logarithm, as their doublings. */
function cellCount(distribution: Distribution): number {
  if (distribution.kind === 'categorical') return distribution.choices.length;
  const { kind, low, high, log, step } = distribution;
  if (kind === 'int' && log) return Math.min(MOST_CELLS, Math.ceil(Math.log2(high - low + 1)) + 1);
  return step === null ? MOST_CELLS : Math.min(MOST_CELLS, Math.round((high - low) / step) + 1);
}

function cellOf(distribution: Distribution, value: ParameterValue, cells: number): number {
  const internal = toInternal(distribution, value);
  if (distribution.kind === 'categorical') return internal;
  const place = distribution.log ? Math.log : (number: number) => number;
  const low = place(distribution.low);
  const width = (place(distribution.high) - low) / (cells - 1);
  // Halfway between two cells belongs to the lower one.
  const cell = Math.ceil((place(internal) - low) / width - 0.5);
  return Math.min(cells - 1, Math.max(0, cell));
}
