import type { ClassLabel, Signature } from '../../../../lib/contract/signature.ts';
import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import type { ModelOutput } from '../../../../lib/model/session.ts';
import { compareAnswers } from '../../../../training/evaluate/agreement.ts';
import type { Answers, FeatureRows, FittedModel } from '../../../../training/trainers/trainer.ts';

/** Holds a fitted model's own answers against those of its exported graph in the real runtime: for every trainer. */

const FLOAT_MAX = 3.4028234663852886e38;

/** How far a graph is from its trainer over some rows. */
export interface GraphAgreement {
  readonly rows: number;
  /**
   * The largest difference: of a probability, or of a value in parts of the larger of 1 and the largest value that
   * the trainer gives. Infinity where the graph gives NaN.
   */
  readonly largestDifference: number;
  /** Rows with another label, ties included; 0 for a regression. */
  readonly otherLabels: number;
  /** Rows with another label although the trainer's two best classes are further apart than the tolerance. */
  readonly labelsDiffering: number;
}

/**
 * Runs the exported graph as the inference function does.
 * @param classes the labels in their order; none for a regression
 */
export async function runGraph(
  fitted: FittedModel,
  rows: FeatureRows,
  classes: readonly ClassLabel[],
): Promise<ModelOutput> {
  const model = fitted.exportOnnx(classes);
  const signature: Signature = {
    task: classes.length > 0 ? 'classification' : 'regression',
    featuresKey: null,
    carriedKeys: [],
    predictionKey: 'answer',
    features: Array.from({ length: rows.width }, (_, i) => ({ name: `f${i}`, type: 'number' })),
    classes: [...classes],
  };
  const runtime = describeRuntime(model, signature, { chunkRows: fitted.chunkRows });
  const session = await openOnnxSession(model, { signature, runtime, threads: 1 });
  try {
    return await session.run(rows.values, rows.count);
  } finally {
    await session.release();
  }
}

/** Compares a fitted model's own answers to rows with those of its graph. @param classes none for a regression */
export async function graphAgreement(
  fitted: FittedModel,
  rows: FeatureRows,
  classes: readonly ClassLabel[],
): Promise<GraphAgreement> {
  return compare(fitted.predict(rows), await runGraph(fitted, rows, classes));
}

function compare(own: Answers, graph: ModelOutput): GraphAgreement {
  if ('labels' in own && graph.task === 'classification') {
    const otherLabels = own.labels.filter((label, row) => graph.labels[row] !== label).length;
    return { ...compareAnswers(own, graph), otherLabels };
  }
  if ('values' in own && graph.task === 'regression') {
    const scale = own.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const differences = own.values.map((value, row) => Math.abs(value - graph.values[row]!) / scale);
    const largest = differences.reduce(
      (most, d) => Math.max(most, Number.isNaN(d) ? Number.POSITIVE_INFINITY : d),
      0,
    );
    return { rows: own.values.length, largestDifference: largest, otherLabels: 0, labelsDiffering: 0 };
  }
  throw new Error('the trainer and its graph answer different tasks');
}

/**
 * Rows that no training data has, made from some that it may have: every extreme of float32 in all features at once
 * and in each of them alone.
 */
export function outliersOf(rows: FeatureRows): FeatureRows {
  const extremes = [0, -0, 1e-40, 1e6, -1e6, 1e20, -1e20, 1e30, -1e30, FLOAT_MAX, -FLOAT_MAX];
  const vectors = extremes.flatMap((extreme, i) => {
    const base = rows.values.subarray((i % rows.count) * rows.width, ((i % rows.count) + 1) * rows.width);
    const alone = Array.from(base.keys(), (column) => base.with(column, extreme));
    const mixed = base.map((_, column) => (column % 2 === 0 ? extreme : -extreme));
    return [base.map(() => extreme), mixed, ...alone];
  });
  const values = Float32Array.from(vectors.flatMap((vector) => [...vector]));
  return { values, count: vectors.length, width: rows.width };
}

/**
 * Rows where trees decide: of each feature the values that rows have, the midpoints between neighbours (nearest
 * float32), and the float32 below and above each.
 */
export function thresholdRows(rows: FeatureRows): FeatureRows {
  const vectors: number[][] = [];
  for (let column = 0; column < rows.width; column++) {
    const base = [...rows.values.subarray(0, rows.width)];
    const values = Array.from({ length: rows.count }, (_, row) => rows.values[row * rows.width + column]!);
    const sorted = [...new Set(values)].sort((a, b) => a - b);
    sorted.forEach((value, i) => {
      const middle = Math.fround((value + (sorted[i + 1] ?? value)) / 2);
      for (const each of [value, floatAfter(middle, -1), middle, floatAfter(middle, 1)]) {
        vectors.push(base.with(column, each));
      }
    });
  }
  return { values: Float32Array.from(vectors.flat()), count: vectors.length, width: rows.width };
}

/** The float32 that follows another upwards (1) or downwards (-1). */
export function floatAfter(value: number, direction: 1 | -1): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  if (value === 0) bits[0] = direction === 1 ? 1 : 0x80000001 | 0;
  else bits[0]! += value > 0 === (direction === 1) ? 1 : -1;
  return float[0]!;
}
