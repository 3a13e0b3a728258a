import type { Signature } from '../../../lib/contract/signature.ts';
import { UNKNOWN_LABEL } from '../../../lib/model/labels.ts';
import { UnservableModel } from '../../../lib/model/onnx/unservable.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { checkAnswers as checkServable } from '../../publish/check-answers.ts';
import { type Check, checkNamed } from '../context.ts';
import { counted } from '../figure.ts';

const answers = checkNamed('answers');

/** Whether it runs at all, and answers holdout and outlier rows with finite numbers and labels that are known. */
export const checkAnswers: Check = ({ input, contest, outliers }) => {
  if (contest === undefined) return answers.skipped('it was not run: see format and size');
  const { candidate } = contest;
  if (candidate.kind === 'failed') return answers.failed(`it cannot be run: ${candidate.why}`);
  const { signature } = input.candidate;
  const notFinite = countUnsound(signature, candidate.holdout);
  const notFiniteOutliers = countUnsound(signature, candidate.outliers);
  const figures = { rows: input.holdout.count, outliers: outliers.count, notFinite, notFiniteOutliers };
  if (notFinite + notFiniteOutliers > 0) {
    const where = `${notFinite} of ${counted(input.holdout.count, 'holdout row')} and ${notFiniteOutliers} of ${counted(outliers.count, 'outlier row')}`;
    return answers.failed(`it answers ${where} with NaN, infinity or an unknown label`, figures);
  }
  const refusal = unservable(signature, candidate.holdout);
  if (refusal !== undefined) return answers.failed(`(${refusal.reason}) ${refusal.why}`, figures);
  return answers.passed(
    `finite numbers and known labels for ${counted(input.holdout.count, 'holdout row')} and ${counted(outliers.count, 'outlier row')}`,
    figures,
  );
};

/** Rows whose answer holds a number that is not finite, or a label that is none of the classes. */
export function countUnsound({ classes }: Signature, output: ModelOutput): number {
  if (output.task === 'regression') return count(output.values, (value) => !Number.isFinite(value));
  const { labels, probabilities } = output;
  return count(labels, (label, row) => {
    const own = probabilities?.subarray(row * classes.length, (row + 1) * classes.length);
    return label === UNKNOWN_LABEL || (own?.some((value) => !Number.isFinite(value)) ?? false);
  });
}

function count(values: ArrayLike<number>, holds: (value: number, row: number) => boolean): number {
  return Array.from(values).filter(holds).length;
}

/** What publishing asks of answers too: probabilities between 0 and 1, classes in the order of their columns. */
function unservable(signature: Signature, output: ModelOutput): UnservableModel | undefined {
  try {
    checkServable(signature, output);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof UnservableModel) return thrown;
    throw thrown;
  }
}
