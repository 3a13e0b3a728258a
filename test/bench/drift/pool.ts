import type { NumberBins } from '../../../lib/contract/profile.ts';
import { INTRACLASS_CORRELATION, type Scenario } from './scenarios.ts';

/**
 * The fast path in bins: customers are made and binned once, and hours draw customers. Drawing from a pool instead of
 * making each row anew leaves the decision what it is, since history, window and reference draw from the same pool.
 */
export interface Pool {
  readonly clusterRows: number;
  /** Of each row, customer by customer, its place in a sample's `ordered`. */
  readonly places: Uint8Array;
  /** Mean of the pool's values at each place. */
  readonly means: Float64Array;
}

const POOL_ROWS = 163_840;

/** @param level by which all values are moved: the hour's share of the cycle, and the shift */
export function makePool(
  bins: NumberBins,
  { clusterRows }: Pick<Scenario, 'clusterRows'>,
  level: number,
  normal: () => number,
): Pool {
  const places = new Uint8Array(POOL_ROWS);
  const size = bins.edges.length + 3;
  const [sums, rows] = [new Float64Array(size), new Float64Array(size)];
  const between = clusterRows > 1 ? Math.sqrt(INTRACLASS_CORRELATION) : 0;
  const within = Math.sqrt(1 - between ** 2);
  for (let first = 0; first < POOL_ROWS; first += clusterRows) {
    const customer = between * normal();
    for (let row = first; row < first + clusterRows; row += 1) {
      const value = level + customer + within * normal();
      const place = placeOf(bins, value);
      places[row] = place;
      sums[place]! += value;
      rows[place]! += 1;
    }
  }
  return {
    clusterRows,
    places,
    means: sums.map((sum, place) => (rows[place]! > 0 ? sum / rows[place]! : 0)),
  };
}

/** 0 below the range, then the bins, then above the range. */
function placeOf({ edges, range: [least, most] }: NumberBins, value: number): number {
  if (value < least) return 0;
  if (value > most) return edges.length + 2;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}
