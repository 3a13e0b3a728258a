import { PROBABILITY_TOLERANCE } from '../../lib/contract/golden.ts';
import type { ClassificationOutput, ModelOutput } from '../../lib/model/session.ts';
import type { Answers, ClassAnswers } from '../trainers/trainer.ts';
import { compareValues } from './value-agreement.ts';

/** How far the exported graph's answers are from the trainer's own. */
export interface Agreement {
  readonly rows: number;
  /** The largest difference of a probability, or of a value as a share of its size (at least of 1). */
  readonly largestDifference: number;
  /** Rows whose labels differ although the trainer's two best probabilities are not within the tolerance; 0 of values. */
  readonly labelsDiffering: number;
}

/** The graph does not compute what was trained: it must not be published. */
export class ExportDisagrees extends Error {
  override readonly name = 'ExportDisagrees';
}

/** @throws ExportDisagrees when a label differs, or a probability or a value by more than PROBABILITY_TOLERANCE */
export function checkAgreement(trainer: Answers, exported: ModelOutput): Agreement {
  const agreement =
    exported.task === 'regression'
      ? compareValues(trainer, exported)
      : compareAnswers(trainer as ClassAnswers, exported);
  const { rows, largestDifference, labelsDiffering } = agreement;
  if (labelsDiffering === 0 && largestDifference <= PROBABILITY_TOLERANCE) return agreement;
  throw new ExportDisagrees(
    `the exported graph and the trainer disagree on ${rows} holdout rows: ${labelsDiffering} labels differ, ` +
      `${exported.task === 'regression' ? 'values' : 'probabilities'} by up to ${largestDifference} (allowed: ${PROBABILITY_TOLERANCE}). Nothing was published. ` +
      'Hyperparameters of a more usual size, such as a smaller C, keep the rounding errors small',
  );
}

export function compareAnswers(trainer: ClassAnswers, exported: ClassificationOutput): Agreement {
  const rows = trainer.labels.length;
  const classes = trainer.probabilities.length / rows;
  let largestDifference = 0;
  let labelsDiffering = 0;
  trainer.labels.forEach((label, row) => {
    const expected = trainer.probabilities.subarray(row * classes, (row + 1) * classes);
    for (let column = 0; column < classes; column++) {
      const actual = exported.probabilities?.[row * classes + column] ?? Number.NaN;
      const difference = Math.abs(expected[column]! - actual);
      // A NaN must not get lost in a comparison that is false.
      if (!(difference <= largestDifference))
        largestDifference = Number.isNaN(difference) ? Infinity : difference;
    }
    if (exported.labels[row] !== label && !isClose(expected)) labelsDiffering++;
  });
  return { rows, largestDifference, labelsDiffering };
}

/** Whether the two best classes are so near that either may win: the tolerance of golden records. */
function isClose(probabilities: Float64Array): boolean {
  const [first, second] = probabilities.toSorted().reverse();
  return first! - second! <= PROBABILITY_TOLERANCE;
}
