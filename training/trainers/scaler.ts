import type { GraphWriter } from './graph-writer.ts';
import type { FeatureRows } from './trainer.ts';

/**
 * Standardisation: u = clip((x − mean) · scale). Constants and results are float32, and trainer and graph do the same
 * subtraction, multiplication and clipping in float32: they see the same vectors, bit for bit.
 */
export interface Scaler {
  /** Per feature; 0 for one that is constant, of which no value may overflow. */
  readonly mean: Float32Array;
  /** Per feature; 0 for one that is constant in the training rows, which then counts for nothing. */
  readonly scale: Float32Array;
  /** The magnitude that coordinates are clipped to, which keeps outliers from overflowing to ∞ − ∞. */
  readonly bound: number;
}

/** The smallest factor that float32 holds in full: some processors take smaller ones for 0. */
const SMALLEST_SCALE = 2 ** -126;

const LARGEST_FLOAT = 2 ** 128 - 2 ** 104;

/** A spread below half a unit in the last place of a float32 is that of sums, not of data. */
const CONSTANT = 2 ** -24;

/**
 * Learns mean and deviation from the training rows alone.
 * @param factor what deviations become: 1 to standardise
 * @param boundFrom the bound, from the largest magnitude among the scaled training rows
 */
export function learnScaler(
  rows: FeatureRows,
  factor: number,
  boundFrom: (farthest: number) => number,
): Scaler {
  const mean = new Float32Array(rows.width);
  const scale = new Float32Array(rows.width);
  for (let column = 0; column < rows.width; column++) {
    const { average, deviation, farthest } = momentsOf(rows, column);
    const wanted = Math.fround(factor / deviation);
    if (!(deviation > CONSTANT * Math.abs(average) && Number.isFinite(wanted))) continue;
    // Differences that float32 cannot hold are not taken: such columns are as wide as they are far from 0.
    mean[column] = Math.abs(average) + farthest <= LARGEST_FLOAT ? average : 0;
    scale[column] = Math.max(wanted, SMALLEST_SCALE);
  }
  const unclipped = applyScaler({ mean, scale, bound: Number.POSITIVE_INFINITY }, rows);
  const farthest = unclipped.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, scale, bound: Math.fround(boundFrom(farthest)) };
}

/** The scaled vectors, row-major [count, width]. */
export function applyScaler(scaler: Scaler, rows: FeatureRows): Float32Array {
  const { mean, scale, bound } = scaler;
  const { width } = rows;
  return rows.values.map((value, index) => {
    const column = index % width;
    const scaled = Math.fround(Math.fround(value - mean[column]!) * scale[column]!);
    return Math.min(Math.max(scaled, -bound), bound);
  });
}

/** (x − mean) · scale, clipped. @returns the tensor [N, width] */
export function scaleInGraph(graph: GraphWriter, input: string, { mean, scale, bound }: Scaler): string {
  const centred = graph.apply('Sub', [input, graph.floats([mean.length], mean)]);
  const scaled = graph.apply('Mul', [centred, graph.floats([scale.length], scale)]);
  return graph.apply('Clip', [scaled, graph.floats([], [-bound]), graph.floats([], [bound])]);
}

/** In two passes, for columns whose spread is small against their mean. */
function momentsOf(rows: FeatureRows, column: number) {
  const { values, count, width } = rows;
  let sum = 0;
  let farthest = 0;
  for (let row = 0; row < count; row++) {
    const value = values[row * width + column]!;
    sum += value;
    farthest = Math.max(farthest, Math.abs(value));
  }
  const average = sum / count;
  let squares = 0;
  for (let row = 0; row < count; row++) squares += (values[row * width + column]! - average) ** 2;
  return { average, deviation: Math.sqrt(squares / count), farthest };
}
