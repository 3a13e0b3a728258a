import type { RegressionOutput } from '../../lib/model/session.ts';
import type { Answers, ValueAnswers } from '../trainers/trainer.ts';
import type { Agreement } from './agreement.ts';

/**
 * How far the values of an exported graph are from the trainer's own: each difference as a share of the trainer's
 * value, or of 1 where that is smaller. A float32 carries seven digits whatever the target's unit.
 */
export function compareValues(trainer: Answers, exported: RegressionOutput): Agreement {
  const { values } = trainer as ValueAnswers;
  let largestDifference = 0;
  values.forEach((expected, row) => {
    const difference = Math.abs(expected - exported.values[row]!) / Math.max(1, Math.abs(expected));
    // A NaN must not get lost in a comparison that is false.
    if (!(difference <= largestDifference))
      largestDifference = Number.isNaN(difference) ? Infinity : difference;
  });
  return { rows: values.length, largestDifference, labelsDiffering: 0 };
}
