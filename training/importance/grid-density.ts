import { categoricalKernels } from '../samplers/tpe/categorical-kernels.ts';
import { logMassBetween } from '../samplers/tpe/normal.ts';

/** Keeps a ratio of two densities finite. */
const FLOOR = 1e-12;

/** Half a cell, so that nine tenths of the narrowest kernel stay within its cell. */
const NARROWEST = 0.5 / 1.64;

/**
 * A density over the cells of a grid: a kernel on every cell that was hit, weighted by how often, and one for the
 * prior, which weighs as much as a single value.
 * @param counts of each cell
 * @param ordered whether cells lie side by side; choices do not
 */
export function gridDensity(counts: Float64Array, ordered: boolean): Float64Array {
  const hit = Array.from(counts.keys()).filter((cell) => counts[cell]! > 0);
  const total = counts.reduce((sum, count) => sum + count, 0) + 1;
  const weights = [...hit.map((cell) => counts[cell]! / total), 1 / total];
  const kernels = ordered ? normalKernels(hit, counts) : categoricalKernels(hit, counts.length).probabilities;
  return counts.map(
    (_, cell) => FLOOR + weights.reduce((sum, weight, kernel) => sum + weight * kernels[kernel]![cell]!, 0),
  );
}

/** Of each kernel the probability of each cell. */
function normalKernels(hit: readonly number[], counts: Float64Array): Float64Array[] {
  const cells = counts.length;
  const width = scottWidth(hit, counts);
  return [...hit.map((mean) => cellMasses(mean, width, cells)), cellMasses((cells - 1) / 2, cells, cells)];
}

function cellMasses(mean: number, width: number, cells: number): Float64Array {
  const within = logMassBetween((-0.5 - mean) / width, (cells - 0.5 - mean) / width);
  return Float64Array.from({ length: cells }, (_, cell) =>
    Math.exp(logMassBetween((cell - 0.5 - mean) / width, (cell + 0.5 - mean) / width) - within),
  );
}

/**
 * Scott, "Multivariate Density Estimation", 1992: a width for all kernels, from their spread; the search's own kernels
 * are too wide to tell where good trials lie.
 */
function scottWidth(hit: readonly number[], counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = hit.reduce((sum, cell) => sum + cell * counts[cell]!, 0) / total;
  const squares = hit.reduce((sum, cell) => sum + (cell - mean) ** 2 * counts[cell]!, 0);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  const upper = quartile(hit, counts, (reached) => reached > Math.floor((total * 3) / 4));
  const lower = quartile(hit, counts, (reached) => reached >= Math.floor(total / 4));
  return Math.max(NARROWEST, 1.059 * Math.min((upper - lower) / 1.34, deviation) * total ** -0.2);
}

/** The first cell by which enough values are reached. */
function quartile(
  hit: readonly number[],
  counts: Float64Array,
  isEnough: (reached: number) => boolean,
): number {
  let reached = 0;
  const found = hit.find((cell) => {
    reached += counts[cell]!;
    return isEnough(reached);
  });
  return found ?? hit.at(-1)!;
}
