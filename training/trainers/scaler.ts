import type { GraphWriter } from './graph-writer.ts';
import type { FeatureRows } from './trainer.ts';

/**
 * Standardisation: u = clip((x − mean) · scale). Constants and results are float32, and trainer and graph do the same
 * subtraction, multiplication and clipping in float32: they see the same vectors, bit for bit.
 */
export interface Scaler {
  /** Per feature, finite as float32. */
  readonly mean: Float32Array;
  /** Per feature; 0 for one that is constant in the training rows, which then counts for nothing. */
  readonly scale: Float32Array;
  /** The magnitude that coordinates are clipped to, which keeps outliers from overflowing to ∞ − ∞. */
  readonly bound: number;
}

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
    const { average, deviation } = momentsOf(rows, column);
    mean[column] = average;
    const wanted = Math.fround(factor / deviation);
    scale[column] = deviation > CONSTANT * Math.abs(average) && Number.isFinite(wanted) ? wanted : 0;
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
function momentsOf(rows: FeatureRows, column: number): { average: number; deviation: number } {
  const { values, count, width } = rows;
  let sum = 0;
  for (let row = 0; row < count; row++) sum += values[row * width + column]!;
  const average = sum / count;
  let squares = 0;
  for (let row = 0; row < count; row++) squares += (values[row * width + column]! - average) ** 2;
  return { average, deviation: Math.sqrt(squares / count) };
}
