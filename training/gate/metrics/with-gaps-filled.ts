import type { Signature } from '../../../lib/contract/signature.ts';
import { UNKNOWN_LABEL } from '../../../lib/model/labels.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { isUnsound } from '../unsound.ts';

/**
 * A champion's answers with those filled in that are none: as a wrong label where labels are counted, and as the
 * candidate's own numbers where they are measured, because no error has the size of NaN. So one broken answer neither
 * hides the good ones nor weighs more than the row it is.
 */
export function withGapsFilled(
  signature: Signature,
  champion: ModelOutput,
  candidate: ModelOutput,
): ModelOutput {
  const isGap = (row: number): boolean => isUnsound(signature, champion, row);
  if (champion.task === 'regression') {
    const filled = (candidate as typeof champion).values;
    return { ...champion, values: champion.values.map((value, row) => (isGap(row) ? filled[row]! : value)) };
  }
  const filled = (candidate as typeof champion).probabilities;
  const width = signature.classes.length;
  return {
    ...champion,
    labels: champion.labels.map((label, row) => (isGap(row) ? UNKNOWN_LABEL : label)),
    probabilities: champion.probabilities?.map((p, at) =>
      isGap(Math.floor(at / width)) ? (filled?.[at] ?? Number.NaN) : p,
    ),
  };
}
