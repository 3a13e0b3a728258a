import type { Answers, ClassAnswers, FeatureRows } from '../trainer.ts';
import { logistic } from './logistic.ts';
import { type Ensemble, sumTrees } from './tree.ts';

/** An ensemble, and what its sums mean. */
export interface TreeModel {
  readonly ensemble: Ensemble;
  readonly head: Head;
}

export type Head =
  /** Each output is a class's shares of all trees: its probability is their mean. */
  | { readonly kind: 'shares' }
  /** Each output is a class's logit. */
  | { readonly kind: 'softmax' }
  /** The one output is the second class's logit, the first one's being 0. */
  | { readonly kind: 'logistic' }
  /** The one output is the value, less `offset`, in units of `scale`. */
  | { readonly kind: 'value'; readonly scale: number; readonly offset: number };

/**
 * The model's answers, in float64. The label is that of the largest sum, of equal ones the first: as sums are exact
 * (exact-sums.ts), the exported graph finds the very same.
 */
export function predictTrees({ ensemble, head }: TreeModel, rows: FeatureRows): Answers {
  const sums = sumTrees(ensemble, rows);
  switch (head.kind) {
    case 'shares':
      return classAnswers(
        sums,
        rows.count,
        sums.map((sum) => sum / ensemble.trees.length),
      );
    case 'softmax':
      return classAnswers(sums, rows.count, softmaxRows(sums, ensemble.base.length));
    case 'logistic': {
      const scores = Float64Array.from({ length: 2 * rows.count }, (_, i) =>
        i % 2 === 0 ? -sums[i >> 1]! : sums[i >> 1]!,
      );
      return classAnswers(scores, rows.count, scores.map(logistic));
    }
    case 'value':
      return { values: sums.map((sum) => sum * head.scale + head.offset) };
  }
}

function classAnswers(scores: Float64Array, count: number, probabilities: Float64Array): ClassAnswers {
  const classes = scores.length / count;
  const labels = Int32Array.from({ length: count }, (_, row) => largestOf(scores, row * classes, classes));
  return { labels, probabilities };
}

function largestOf(scores: Float64Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (scores[from + i]! > scores[from + best]!) best = i;
  return best;
}

function softmaxRows(logits: Float64Array, classes: number): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const highest = logits[from + largestOf(logits, from, classes)]!;
    let sum = 0;
    for (let i = from; i < from + classes; i++) {
      probabilities[i] = Math.exp(logits[i]! - highest);
      sum += probabilities[i]!;
    }
    for (let i = from; i < from + classes; i++) probabilities[i]! /= sum;
  }
  return probabilities;
}
