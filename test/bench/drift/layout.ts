import type { Layout, NumberBins } from '../../../lib/contract/profile.ts';

/** 99 quantiles of the reference's rows, as training makes them. */
export function numberBins(name: string, values: Float32Array): NumberBins {
  const sorted = values.toSorted();
  const edges = Array.from(
    { length: 99 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / 100)]!,
  );
  return {
    type: 'number',
    name,
    edges: [...new Set(edges)],
    range: [sorted[0]!, sorted.at(-1)!],
    unit: 2 ** -13,
  };
}

export function layoutOf(features: readonly NumberBins[]): Layout {
  return {
    features: [...features],
    prediction: { task: 'classification', classes: 2, hasConfidence: false },
  };
}
