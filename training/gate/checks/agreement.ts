import { reasonOf } from '../../../lib/contract/errors.ts';
import { PROBABILITY_TOLERANCE, VALUE_TOLERANCE } from '../../../lib/contract/golden.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { type Agreement, compareAnswers } from '../../evaluate/agreement.ts';
import { compareValues } from '../../evaluate/value-agreement.ts';
import type { Answers, FeatureRows } from '../../trainers/trainer.ts';
import { type Check, checkNamed } from '../context.ts';
import { counted, figure } from '../figure.ts';

const agreement = checkNamed('agreement');

/** Whether the graph computes what was trained, on holdout and outlier rows. */
export const checkAgreement: Check = ({ input, answers, outliers }) => {
  const { trainerAnswers, holdout } = input;
  if (answers === undefined) return agreement.skipped('the graph gave no answers to compare');
  if (trainerAnswers === undefined)
    return agreement.skipped(
      "the trainer's own answers are not at hand: it is a published version, or made elsewhere",
    );
  const trained = answersOf(trainerAnswers, [holdout, outliers]);
  if (typeof trained === 'string')
    return agreement.failed(`the trainer cannot answer the rows itself: ${trained}`);
  const parts = [
    disagreement(trained[0]!, answers.holdout),
    disagreement(trained[1]!, answers.outliers),
  ] as const;
  const labelsDiffering = parts[0].labelsDiffering + parts[1].labelsDiffering;
  const largestDifference = Math.max(parts[0].largestDifference, parts[1].largestDifference);
  const rows = holdout.count + outliers.count;
  const { tolerance, what } = kindOf(answers.holdout);
  const holds = labelsDiffering === 0 && largestDifference <= tolerance;
  const labels = what === 'probabilities' ? `${labelsDiffering} labels differ, ` : '';
  return agreement.decided(
    holds,
    `trainer and runtime on ${counted(rows, 'row')}: ${labels}${what} by up to ${figure(largestDifference)}; at most ${tolerance} is allowed`,
    { rows, labelsDiffering, largestDifference, tolerance },
  );
};

/** The trainer's answers to each of the rows, or why it has none: what it throws is a fault of the candidate. */
function answersOf(
  trainerAnswers: (rows: FeatureRows) => Answers,
  asked: readonly FeatureRows[],
): Answers[] | string {
  try {
    const given = asked.map((rows) => trainerAnswers(rows));
    const short = given.findIndex((answers, at) => countOf(answers) !== asked[at]!.count);
    return short === -1 ? given : `it gives ${countOf(given[short]!)} answers to ${asked[short]!.count} rows`;
  } catch (thrown) {
    return reasonOf(thrown);
  }
}

function countOf(answers: Answers): number {
  return 'values' in answers ? answers.values.length : answers.labels.length;
}

function kindOf({ task }: ModelOutput) {
  return task === 'classification'
    ? ({ tolerance: PROBABILITY_TOLERANCE, what: 'probabilities' } as const)
    : ({ tolerance: VALUE_TOLERANCE, what: 'values (relative above 1)' } as const);
}

function disagreement(trainer: Answers, exported: ModelOutput): Agreement {
  if ('values' in trainer && exported.task === 'regression') return compareValues(trainer, exported);
  if ('labels' in trainer && exported.task === 'classification') return compareAnswers(trainer, exported);
  throw new TypeError(`the trainer and its graph have different tasks: the graph's is ${exported.task}`);
}
