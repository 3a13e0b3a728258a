import type { ModelOutput } from '../../../lib/model/session.ts';

/** An empty answer for n rows, of the same kind as `sample`: labels of rows that are never filled are −1. */
export function outputLike(sample: ModelOutput, sampleRows: number, n: number): ModelOutput {
  if (sample.task === 'regression')
    return { task: 'regression', values: new Float32Array(n).fill(Number.NaN) };
  const { probabilities } = sample;
  return {
    task: 'classification',
    labels: new Int32Array(n).fill(-1),
    probabilities: probabilities && new Float32Array((n * probabilities.length) / sampleRows),
  };
}

/** Copies the answers to `rows` rows into `target`, from row `from` on. */
export function copyOutput(part: ModelOutput, rows: number, target: ModelOutput, from: number): void {
  if (part.task === 'regression') {
    if (target.task === 'regression') target.values.set(part.values.subarray(0, rows), from);
  } else if (target.task === 'classification') {
    target.labels.set(part.labels.subarray(0, rows), from);
    if (part.probabilities)
      target.probabilities?.set(part.probabilities, from * (part.probabilities.length / rows));
  }
}
