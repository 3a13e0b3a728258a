import { PROBABILITY_DECIMALS } from '../../../lib/contract/prediction.ts';
import type { ClassLabel } from '../../../lib/contract/signature.ts';
import type { ClassificationOutput } from '../../../lib/model/session.ts';
import type { Evaluation } from '../evaluate.ts';
import { float32Text } from '../respond/byte-writer.ts';

/** Writes a record's line of the prediction log: see LoggedPrediction of lib/contract/profile.ts. */
export type PredictionLine = (record: number, row: number) => string;

const SCALE = 10 ** PROBABILITY_DECIMALS;

/** @returns undefined when the batch has no answers */
export function predictionLine(evaluation: Evaluation): PredictionLine | undefined {
  const { manifest, records, output } = evaluation;
  if (output === undefined) return undefined;
  const { version, signature } = manifest;
  const answerOf =
    output.task === 'regression'
      ? (row: number) => `"label":${float32Text(output.values[row]!)}`
      : labelText(signature.classes, output);
  return (record, row) => {
    const id = JSON.stringify(records.predictionId(record));
    return `{"id":${id},"version":${version},${answerOf(row)},"at":"${records.arrivedAt(record)}"}\n`;
  };
}

function labelText(
  classes: readonly ClassLabel[],
  { labels, probabilities }: ClassificationOutput,
): (row: number) => string {
  const texts = classes.map((label) => `"label":${JSON.stringify(label)}`);
  return (row) => {
    const label = labels[row]!;
    if (probabilities === undefined) return texts[label]!;
    const confidence = Math.round(probabilities[row * classes.length + label]! * SCALE) / SCALE;
    return `${texts[label]},"confidence":${confidence}`;
  };
}
