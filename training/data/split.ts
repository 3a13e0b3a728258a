import { seededRandom } from '../random.ts';

/** Row numbers of either part, ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly holdout: Int32Array;
}

export interface SplitOptions {
  readonly seed: number;
  /** The share of each class that is held out, above 0 and below 1. */
  readonly holdoutShare: number;
}

/** What the wine model and everything compared with it was split by. */
export const DEFAULT_SPLIT: SplitOptions = { seed: 42, holdoutShare: 0.2 };

/**
 * Holds out the same share of each class, rounded to whole rows, at least one of each class on either side.
 * The same labels, seed and share give the same rows on every machine.
 * @param labels each row's class, 0 to classes − 1; every class has two rows or more
 */
export function stratifiedSplit(labels: Int32Array, options: SplitOptions): Split {
  const random = seededRandom(options.seed);
  const byClass: number[][] = [];
  labels.forEach((label, row) => {
    byClass[label] ??= [];
    byClass[label].push(row);
  });
  const parts = byClass.map((rows) => {
    const wanted = Math.round(rows.length * options.holdoutShare);
    const held = Math.min(Math.max(wanted, 1), rows.length - 1);
    random.shuffle(rows);
    return { holdout: rows.slice(0, held), train: rows.slice(held) };
  });
  return {
    train: Int32Array.from(parts.flatMap((part) => part.train)).sort(),
    holdout: Int32Array.from(parts.flatMap((part) => part.holdout)).sort(),
  };
}
