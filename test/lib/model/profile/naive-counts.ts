import type { Bins, Counts, FeatureCounts, Layout } from '../../../../lib/contract/profile.ts';
import { binCount, binOf, confidenceBin, unitsOf } from '../../../../lib/model/profile/bins.ts';
import { emptyCounts, mergeCounts } from '../../../../lib/model/profile/merge.ts';
import type { Batch } from './arbitraries.ts';

/** Counts row by row with the plain definitions, each row's counts merged with what was before. */
export function naiveCounts(layout: Layout, batch: Batch): Counts {
  let total = emptyCounts(layout);
  for (let row = 0; row < batch.count; row++) total = mergeCounts(total, ofRow(layout, batch, row));
  for (const [reason, field] of batch.rejected) {
    const rejected = Object.fromEntries([[reason, Object.fromEntries([[field, 1]])]]);
    total = mergeCounts(total, { ...emptyCounts(layout), rejected });
  }
  return total;
}

function ofRow(layout: Layout, { rows, output, missing }: Batch, row: number): Counts {
  const empty = emptyCounts(layout);
  const width = layout.features.length;
  const features = layout.features.map((bins, column) => {
    const isMissing = missing.some(([r, c]) => r === row && c === column);
    return ofValue(bins, isMissing ? Number.NaN : rows[row * width + column]!);
  });
  const { prediction } = layout;
  if (output.task === 'regression' && prediction.task === 'regression') {
    const values = ofValue(prediction.bins, output.values[row]!);
    return { ...empty, rows: 1, features, predictions: { rows: 1, values } };
  }
  if (output.task !== 'classification' || prediction.task !== 'classification') throw new Error('other task');
  const label = output.labels[row]!;
  const labels = empty.predictions.labels!.with(label, 1);
  const confidence = output.probabilities?.[row * prediction.classes + label];
  const bins = empty.predictions.confidence;
  return {
    ...empty,
    rows: 1,
    features,
    predictions: {
      rows: 1,
      labels,
      ...(bins && { confidence: confidence === undefined ? bins : bins.with(confidenceBin(confidence), 1) }),
    },
  };
}

function ofValue(bins: Bins, value: number): FeatureCounts {
  const none = Array<number>(binCount(bins)).fill(0);
  const noSums = none.map(() => '0');
  const isNumber = bins.type === 'number';
  if (Number.isNaN(value)) {
    return { bins: none, ...(isNumber && { sums: noSums }), missing: 1, below: 0, above: 0 };
  }
  const bin = binOf(bins, value);
  if (!isNumber) return { bins: none.with(bin, 1), missing: 0, below: 0, above: 0 };
  return {
    bins: none.with(bin, 1),
    sums: noSums.with(bin, String(unitsOf(bins, value))),
    missing: 0,
    below: value < bins.range[0] ? 1 : 0,
    above: value > bins.range[1] ? 1 : 0,
  };
}
