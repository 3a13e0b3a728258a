import type { Signature } from '../../lib/contract/signature.ts';
import { UNKNOWN_LABEL } from '../../lib/model/labels.ts';
import type { ModelOutput } from '../../lib/model/session.ts';

/** Rows whose answer holds a number that is not finite, or a label that is none of the classes. */
export function countUnsound(signature: Signature, output: ModelOutput): number {
  const answers = output.task === 'regression' ? output.values : output.labels;
  return Array.from(answers).filter((_, row) => isUnsound(signature, output, row)).length;
}

/** Whether the answer to a row cannot be published. */
export function isUnsound({ classes }: Signature, output: ModelOutput, row: number): boolean {
  if (output.task === 'regression') return !Number.isFinite(output.values[row]);
  const own = output.probabilities?.subarray(row * classes.length, (row + 1) * classes.length);
  return output.labels[row] === UNKNOWN_LABEL || (own?.some((value) => !Number.isFinite(value)) ?? false);
}
