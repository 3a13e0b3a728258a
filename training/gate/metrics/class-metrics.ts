import type { ClassificationOutput, ModelOutput } from '../../../lib/model/session.ts';
import { logLossOf } from '../../evaluate/log-loss.ts';
import type { ClassifiedRows, TrainingRows } from '../../trainers/trainer.ts';
import type { Metric } from './metric.ts';

type ClassMetric = Metric & { readonly task: 'classification' };

const common = {
  task: 'classification',
  relativeMargin: false,
  truthColumns: () => [],
  strata: () => undefined,
} as const;

/** The share of rows whose class is found. */
const accuracy: ClassMetric = {
  ...common,
  higherIsBetter: true,
  columns: (truth, answers) => [hits(truth, answers)],
  value: ([found]: readonly number[], _truth, rows) => found! / rows,
  constant: (truth) => {
    const most = Math.max(...classCounts(truth));
    return { value: most / truth.count, words: 'always naming the most frequent class' };
  },
};

/** The mean over the classes of the share of their rows that is found; each class is drawn within itself. */
const balancedAccuracy: ClassMetric = {
  ...common,
  higherIsBetter: true,
  columns: (truth, answers) => {
    const counts = classCounts(truth);
    const occurring = counts.filter((count) => count > 0).length;
    const { labels } = classified(truth);
    return [hits(truth, answers).map((hit, row) => hit / counts[labels[row]!]! / occurring)];
  },
  value: ([mean]: readonly number[]) => mean!,
  strata: (truth) => {
    const { labels, classes } = classified(truth);
    const rows = Array.from({ length: classes }, (_, label) => rowsOfClass(labels, label));
    return rows.filter((ofClass) => ofClass.length > 0);
  },
  constant: (truth) => ({
    value: 1 / classCounts(truth).filter((count) => count > 0).length,
    words: 'always naming one class',
  }),
};

/** The mean of −ln of the true class's probability. NaN for a model without probabilities. */
const logLoss: ClassMetric = {
  ...common,
  higherIsBetter: false,
  relativeMargin: true,
  columns: (truth, answers) => {
    const { labels, classes } = classified(truth);
    const { probabilities } = answers as ClassificationOutput;
    return [Float64Array.from(labels, (label, row) => logLossOf(probabilities, { row, label, classes }))];
  },
  value: ([loss]: readonly number[], _truth, rows) => loss! / rows,
  constant: (truth) => {
    const shares = classCounts(truth).map((count) => count / truth.count);
    const entropy = shares.reduce((sum, share) => sum - (share === 0 ? 0 : share * Math.log(share)), 0);
    return { value: entropy, words: "always giving the classes' shares" };
  },
};

export const CLASS_METRICS = { accuracy, balancedAccuracy, logLoss } as const;

/** 1 where the true class is found, else 0. */
export function hits(truth: TrainingRows, answers: ModelOutput): Float64Array {
  const found = (answers as ClassificationOutput).labels;
  return Float64Array.from(classified(truth).labels, (label, row) => (found[row] === label ? 1 : 0));
}

/** How many rows each class has. */
export function classCounts(truth: TrainingRows): number[] {
  const { labels, classes } = classified(truth);
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}

function classified(truth: TrainingRows): ClassifiedRows {
  return truth as ClassifiedRows;
}

function rowsOfClass(labels: Int32Array, label: number): Int32Array {
  return Int32Array.from(labels.keys()).filter((row) => labels[row] === label);
}
