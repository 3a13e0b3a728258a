/** A probability of 0 for what happened would make the loss infinite: as in scikit-learn, it counts as the smallest step. */
const LEAST_PROBABILITY = 2 ** -52;

/**
 * −ln of the true class's share of a row's probabilities. One-against-rest models give some that do not add up to 1,
 * and a model that gave 1 to every class would otherwise never lose anything.
 * @param probabilities row-major [rows, classes] @returns NaN for a row that has none
 */
export function logLossOf(
  probabilities: ArrayLike<number> | undefined,
  { row, label, classes }: { readonly row: number; readonly label: number; readonly classes: number },
): number {
  if (probabilities === undefined) return Number.NaN;
  let total = 0;
  for (let at = row * classes; at < (row + 1) * classes; at++) total += probabilities[at]!;
  const own = probabilities[row * classes + label]!;
  return -Math.log(Math.max(total > 0 ? own / total : own, LEAST_PROBABILITY));
}
