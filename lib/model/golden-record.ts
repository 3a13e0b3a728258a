import type { GoldenRecord } from '../contract/golden.ts';
import type { Signature } from '../contract/signature.ts';
import type { ModelOutput } from './session.ts';

/**
 * A record with the model's answer to it, as golden.json stores it.
 * @param index the record's row in `output`
 * @throws RangeError when the label is none of the signature's classes
 */
export function goldenRecord(
  signature: Signature,
  record: Record<string, unknown>,
  output: ModelOutput,
  index: number,
): GoldenRecord {
  if (output.task === 'regression') return { record, label: output.values[index]! };
  const label = signature.classes[output.labels[index]!];
  if (label === undefined) throw new RangeError(`the label of row ${index} is none of the classes`);
  if (output.probabilities === undefined) return { record, label };
  const width = signature.classes.length;
  const probabilities = [...output.probabilities.subarray(index * width, (index + 1) * width)];
  return { record, label, probabilities };
}
