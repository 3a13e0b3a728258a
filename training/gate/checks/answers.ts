import type { Signature } from '../../../lib/contract/signature.ts';
import { UnservableModel } from '../../../lib/model/onnx/unservable.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { checkAnswers as checkServable } from '../../publish/check-answers.ts';
import { type Check, checkNamed } from '../context.ts';
import { counted } from '../figure.ts';
import { countUnsound } from '../unsound.ts';

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
  const { unstable = 0 } = candidate;
  if (unstable > 0) {
    const rows = counted(unstable, 'holdout row');
    return answers.failed(`it answers ${rows} otherwise in batches of other sizes`, { ...figures, unstable });
  }
  const refusal = unservable(signature, candidate.holdout);
  if (refusal !== undefined) return answers.failed(`(${refusal.reason}) ${refusal.why}`, figures);
  return answers.passed(
    `finite numbers and known labels for ${counted(input.holdout.count, 'holdout row')} and ${counted(outliers.count, 'outlier row')}`,
    figures,
  );
};

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
