import type { FeatureRows } from '../trainer.ts';

/**
 * Standardisation and the kernel's width in one: u = clip((x − mean) · scale), with scale = √(2γ) / deviation, so
 * that the RBF kernel is exp(−‖u − v‖²/2) for any γ. Constants and results are float32, and trainer and graph
 * do the same subtraction, multiplication and clipping in float32: they see the same vectors, bit for bit.
 */
export interface Scaler {
  /** Per feature, finite as float32. */
  readonly mean: Float32Array;
  /** Per feature; 0 for one that is constant in the training rows, which then counts for nothing. */
  readonly scale: Float32Array;
  /** The magnitude that coordinates are clipped to. */
  readonly bound: number;
}

/**
 * Float32 has no number between 0 and exp(−104). A vector that is farther than √(2 · 104) from every support
 * vector in one coordinate has all kernels 0, however far it is: clipping there changes no answer, and keeps
 * outliers from overflowing to ∞ − ∞.
 */
const REACH = Math.sqrt(2 * 104);

/** Learns mean and deviation from the training rows alone. @param gamma the RBF kernel's γ on standardised data */
export function fitScaler(rows: FeatureRows, gamma: number): Scaler {
  const mean = new Float32Array(rows.width);
  const scale = new Float32Array(rows.width);
  for (let column = 0; column < rows.width; column++) {
    const { average, deviation } = momentsOf(rows, column);
    mean[column] = average;
    scale[column] = deviation > 0 ? Math.sqrt(2 * gamma) / deviation : 0;
  }
  const unclipped = applyScaler({ mean, scale, bound: Number.POSITIVE_INFINITY }, rows);
  const farthest = unclipped.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, scale, bound: Math.fround(farthest + REACH) };
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
