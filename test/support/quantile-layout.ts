import type { Bins, Layout, NumberBins } from '../../lib/contract/profile.ts';
import type { Signature } from '../../lib/contract/signature.ts';

const EDGES = 99;

interface SampleRows {
  /** Row-major float32. */
  readonly rows: Float32Array;
  readonly rowCount: number;
}

/** A layout for some rows of a signature: quantiles of each number, every code of each category. */
export function quantileLayout(
  { features, classes, task }: Signature,
  { rows, rowCount }: SampleRows,
  hasConfidence = true,
): Layout {
  const width = features.length;
  const bins = features.map((feature, column): Bins => {
    if (feature.type === 'category') {
      return { type: 'category', name: feature.name, codes: [...feature.values.keys()] };
    }
    const values = Float32Array.from({ length: rowCount }, (_, row) => rows[row * width + column]!).sort();
    return numberBins(feature.name, values);
  });
  const prediction: Layout['prediction'] =
    task === 'regression'
      ? { task, bins: { ...numberBins('value', Float32Array.of(-10, 10)) } }
      : { task, classes: classes.length, hasConfidence };
  return { features: bins, prediction };
}

function numberBins(name: string, sorted: Float32Array): NumberBins {
  const edges = Array.from(
    { length: EDGES },
    (_, i) => sorted[Math.floor(((i + 1) / (EDGES + 1)) * sorted.length)]!,
  );
  const range: [number, number] = [sorted[0]!, sorted.at(-1)!];
  return { type: 'number', name, edges: [...new Set(edges)], range, unit: 2 ** -12 };
}
