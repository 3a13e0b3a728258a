import { PROBABILITY_TOLERANCE } from '../../lib/contract/golden.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { argmaxRows } from '../../lib/model/labels.ts';
import { UnservableModel } from '../../lib/model/onnx/unservable.ts';
import type { ClassificationOutput } from '../../lib/model/session.ts';

/**
 * The share of reference rows whose label may differ from the class of the highest probability. Calibrated
 * models vote otherwise on 1 to 2% of rows; classes in a wrong order make most rows differ.
 */
const MAX_DISAGREEING_SHARE = 0.05;

/**
 * Refuses a signature whose classes are not in the order of the model's probability columns: each probability
 * would be published under another class's name.
 * @throws UnservableModel: class-order, with the right order where the answers show it
 */
export function checkClassOrder({ classes }: Signature, output: ClassificationOutput): void {
  const { labels, probabilities } = output;
  if (probabilities === undefined) return;
  const best = new Int32Array(labels.length);
  argmaxRows(probabilities, classes.length, best);
  const disagrees = (row: number): boolean => {
    const highest = probabilities[row * classes.length + best[row]!]!;
    return highest - probabilities[row * classes.length + labels[row]!]! > PROBABILITY_TOLERANCE;
  };
  const count = labels.reduce((sum, _, row) => sum + (disagrees(row) ? 1 : 0), 0);
  if (count <= MAX_DISAGREEING_SHARE * labels.length) return;
  const order = orderOfColumns(labels, best, classes.length)?.map((position) => classes[position]);
  throw new UnservableModel(
    'class-order',
    `for ${count} of ${labels.length} reference records its label is not the class of its highest probability`,
    `List the classes in the order of the probability columns (classifier.classes_ in scikit-learn)${
      order === undefined ? '' : `: ${JSON.stringify(order)}`
    }; if the label is meant to differ, publish it alone (--output probabilities=none)`,
  );
}

/** For each column the class that its rows are labelled with; undefined unless the rows tell it of every column. */
function orderOfColumns(labels: Int32Array, best: Int32Array, columns: number): number[] | undefined {
  const classOf = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) {
    const known = classOf.get(best[row]!);
    if (known !== undefined && known !== labels[row]) return undefined;
    classOf.set(best[row]!, labels[row]!);
  }
  const isWhole = classOf.size === columns && new Set(classOf.values()).size === columns;
  return isWhole ? Array.from({ length: columns }, (_, column) => classOf.get(column)!) : undefined;
}
