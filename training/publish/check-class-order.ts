import { PROBABILITY_TOLERANCE } from '../../lib/contract/golden.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { argmaxRows } from '../../lib/model/labels.ts';
import { classOrder } from '../../lib/model/onnx/class-labels.ts';
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
  // Among few records one may be such a row; unless it is the only record, it proves nothing.
  if (count < labels.length && count <= Math.max(1, MAX_DISAGREEING_SHARE * labels.length)) return;
  const order = orderOfColumns(labels, best, classes.length)?.map((position) => classes[position]);
  throw classOrder(
    `for ${count} of ${labels.length} reference records its label is not the class of its highest probability`,
    order,
  );
}

/**
 * For each column the class that most of its rows are labelled with. Undefined unless that makes an order of all
 * classes (one that no row shows is the one left over) which explains as many rows as should agree.
 */
function orderOfColumns(labels: Int32Array, best: Int32Array, columns: number): number[] | undefined {
  const order = Array.from({ length: columns }, (_, column) => usualLabel(labels, best, column));
  const left = order.map((_, label) => label).filter((label) => !order.includes(label));
  const whole = order.map((label) => label ?? left[0]!);
  if (left.length > 1 || new Set(whole).size !== columns) return undefined;
  const explained = labels.filter((label, row) => whole[best[row]!] === label).length;
  return explained >= (1 - MAX_DISAGREEING_SHARE) * labels.length ? whole : undefined;
}

function usualLabel(labels: Int32Array, best: Int32Array, column: number): number | undefined {
  const counts = new Map<number, number>();
  labels.forEach((label, row) => {
    if (best[row] === column) counts.set(label, (counts.get(label) ?? 0) + 1);
  });
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
