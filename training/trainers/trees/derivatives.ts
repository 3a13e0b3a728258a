import type { BoostedRows, BoostingLoss } from './boosting-task.ts';
import { logistic } from './logistic.ts';
import type { Derivatives } from './newton-splits.ts';

/** A second derivative at least: of a row that is as good as certain it rounds to 0. */
const MIN_HESSIAN = 1e-16;

/**
 * The loss of rows `from` to before `to`, weighted and summed, at their scores.
 * @param into gets the derivatives by the scores: [outputs, rows], as the scores
 */
export function lossOver(
  loss: BoostingLoss,
  boosted: BoostedRows,
  from: number,
  to: number,
  into?: Derivatives,
): number {
  const { target, scores } = boosted;
  const { count } = boosted.rows;
  if ('targets' in target) return squaredLoss(target.targets, scores, from, to, into);
  if (loss.kind === 'squared') throw new TypeError('the rows have classes; squared error takes values');
  const { classWeights } = loss;
  const classes: Classes = { labels: target.labels, classWeights };
  if (loss.kind === 'logistic') return logisticLoss(classes, scores, from, to, into);
  return softmaxLoss(classes, scores, count, from, to, into);
}

interface Classes {
  readonly labels: Int32Array;
  readonly classWeights: Float64Array;
}

function squaredLoss(
  targets: Float64Array,
  scores: Float64Array,
  from: number,
  to: number,
  into: Derivatives | undefined,
): number {
  let sum = 0;
  for (let row = from; row < to; row++) {
    const error = scores[row]! - targets[row]!;
    sum += error * error;
    if (into === undefined) continue;
    into.gradients[row] = error;
    into.hessians[row] = 1;
  }
  return sum;
}

function logisticLoss(
  { labels, classWeights }: Classes,
  scores: Float64Array,
  from: number,
  to: number,
  into: Derivatives | undefined,
): number {
  let sum = 0;
  for (let row = from; row < to; row++) {
    const label = labels[row]!;
    const weight = classWeights[label]!;
    const score = scores[row]!;
    // log(1 + e^−margin), of which a large negative margin must not overflow.
    const margin = label === 1 ? score : -score;
    sum += weight * (Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))));
    if (into === undefined) continue;
    derive(into, row, weight, logistic(score), label === 1);
  }
  return sum;
}

function softmaxLoss(
  { labels, classWeights }: Classes,
  scores: Float64Array,
  count: number,
  from: number,
  to: number,
  into: Derivatives | undefined,
): number {
  const classes = classWeights.length;
  const powers = new Float64Array(classes);
  let sum = 0;
  for (let row = from; row < to; row++) {
    let highest = scores[row]!;
    for (let k = 1; k < classes; k++) highest = Math.max(highest, scores[k * count + row]!);
    let total = 0;
    for (let k = 0; k < classes; k++) {
      const power = Math.exp(scores[k * count + row]! - highest);
      powers[k] = power;
      total += power;
    }
    const label = labels[row]!;
    const weight = classWeights[label]!;
    sum += weight * (Math.log(total) + highest - scores[label * count + row]!);
    if (into === undefined) continue;
    for (let k = 0; k < classes; k++) {
      derive(into, k * count + row, weight, powers[k]! / total, k === label);
    }
  }
  return sum;
}

/** Those of the log loss by a logit, whose class the row has or has not. */
function derive(into: Derivatives, at: number, weight: number, probability: number, isOwn: boolean): void {
  into.gradients[at] = weight * (isOwn ? probability - 1 : probability);
  into.hessians[at] = weight * Math.max(probability * (1 - probability), MIN_HESSIAN);
}
