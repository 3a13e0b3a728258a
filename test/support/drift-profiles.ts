import type {
  Bins,
  Counts,
  Layout,
  Moments,
  NumberBins,
  ReferenceProfile,
} from '../../lib/contract/profile.ts';
import type { Feature, Signature } from '../../lib/contract/signature.ts';
import { createCounter } from '../../lib/model/profile/counter.ts';
import { allRows } from '../../lib/model/profile/row-selection.ts';

/** Profiles and counts of rows, by the counter that counts in production: for tests and simulations of drift. */

/** Columns of float32 rows; the type of each is a number where no categories are named. */
export interface Column {
  readonly name: string;
  readonly values: readonly number[];
  /** Values of a category; the column holds their positions. */
  readonly categories?: readonly string[];
  readonly importance?: number;
}

/** A profile of columns of equal length, with up to 99 quantiles as edges, as training makes it. */
export function profileOfColumns(columns: readonly Column[]): ReferenceProfile {
  const layout: Layout = {
    features: columns.map(binsOf),
    prediction: { task: 'classification', classes: 2, hasConfidence: true },
  };
  return {
    schema: 1,
    model: 'simulated',
    layout,
    counts: countColumns(
      layout,
      columns.map(({ values }) => values),
    ),
    moments: columns.map(({ values, categories }) => (categories === undefined ? momentsOf(values) : null)),
    importance: columns.map(({ importance }) => importance ?? 1 / columns.length),
    spread: { rows: 0, chunks: 0, features: columns.map(() => ({})) },
    calibration: null,
    performance: null,
  };
}

function binsOf({ name, values, categories }: Column): Bins {
  return categories === undefined
    ? numberBins(name, values)
    : { type: 'category', name, codes: [...new Set(values)].sort((a, b) => a - b) };
}

/** 99 quantiles of some rows; of few distinct values the middles between them. */
export function numberBins(name: string, values: ArrayLike<number>): NumberBins {
  const sorted = Float32Array.from(values).filter(Number.isFinite).sort();
  const distinct = [...new Set(sorted)];
  const edges =
    distinct.length <= 100
      ? distinct.slice(1).map((value, index) => Math.fround((value + distinct[index]!) / 2))
      : Array.from({ length: 99 }, (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / 100)]!);
  const range: [number, number] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  return { type: 'number', name, edges: [...new Set(edges)], range, unit: 2 ** -13 };
}

/** Counts of rows that are given by column; NaN is a missing value. */
export function countColumns(layout: Layout, columns: readonly ArrayLike<number>[]): Counts {
  const rows = columns[0]?.length ?? 0;
  const matrix = new Float32Array(rows * columns.length);
  for (const [feature, values] of columns.entries()) {
    for (let row = 0; row < rows; row += 1) matrix[row * columns.length + feature] = values[row]!;
  }
  const counter = createCounter(layout);
  counter.countFeatures(matrix, allRows(rows));
  return counter.counts();
}

function momentsOf(values: readonly number[]): Moments | null {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(squares / known.length),
    min: Math.min(...known),
    max: Math.max(...known),
  };
}

/** A signature with the columns as features. */
export function signatureOfColumns(columns: readonly Omit<Column, 'values'>[]): Signature {
  return {
    task: 'classification',
    featuresKey: null,
    carriedKeys: [],
    predictionKey: 'label',
    features: columns.map(
      ({ name, categories }): Feature =>
        categories === undefined
          ? { name, type: 'number' }
          : { name, type: 'category', values: [...categories] },
    ),
    classes: ['no', 'yes'],
  };
}
