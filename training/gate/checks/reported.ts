import type { GateCheck } from '../../../lib/contract/verdict.ts';
import type { ClassificationOutput, ModelOutput, RegressionOutput } from '../../../lib/model/session.ts';
import { type ClassifiedRows, isClassified } from '../../trainers/trainer.ts';
import { type Check, checkNamed, type GateContext } from '../context.ts';
import { counted, figure, percent } from '../figure.ts';
import { classCounts, hits } from '../metrics/class-metrics.ts';
import { jensenShannonDistance, totalVariation } from '../statistics/divergence.ts';
import { quantile } from '../statistics/quantiles.ts';

const disagreement = checkNamed('disagreement');
const distribution = checkNamed('distribution');
const classes = checkNamed('classes');

/** Both models' answers to the holdout, or why they cannot be compared. */
function pairOf({ answers, sound, against }: GateContext): readonly [ModelOutput, ModelOutput] | string {
  if (answers === undefined || !sound) return 'it gives no sound answers to compare';
  return against.kind === 'missing' ? against.why : [answers.holdout, against.holdout];
}

/** How much consumers will notice: a model of the same accuracy may answer otherwise. */
export const reportDisagreement: Check = (context) => {
  const pair = pairOf(context);
  if (typeof pair === 'string') return disagreement.skipped(pair);
  const [own, other] = pair;
  const rows = context.input.holdout.count;
  if (own.task === 'regression') return valueDisagreement(own.values, (other as RegressionOutput).values);
  const { labels } = other as ClassificationOutput;
  const differing = own.labels.reduce((count, label, row) => count + (label === labels[row] ? 0 : 1), 0);
  const words = `its label is another than the champion's on ${percent(differing / rows)} of ${counted(rows, 'holdout row')}`;
  return disagreement.reported(words, { rows, differing, share: differing / rows });
};

function valueDisagreement(own: Float32Array, other: Float32Array): GateCheck {
  const squares = own.reduce((sum, value, row) => sum + (value - other[row]!) ** 2, 0);
  const rootMeanSquare = Math.sqrt(squares / own.length);
  const words = `its values differ from the champion's by ${figure(rootMeanSquare)} (root mean square, ${counted(own.length, 'holdout row')})`;
  return disagreement.reported(words, { rows: own.length, rootMeanSquare });
}

/** How far what comes out shifts, as those who watch the stream will see it. */
export const reportDistribution: Check = (context) => {
  const pair = pairOf(context);
  if (typeof pair === 'string') return distribution.skipped(pair);
  const [own, other] = binned(pair, context.input.candidate.signature.classes.length);
  const figures = {
    totalVariation: totalVariation(own, other),
    jensenShannon: jensenShannonDistance(own, other),
  };
  const words = `${percent(figures.totalVariation)} of the predictions would move to another ${pair[0].task === 'classification' ? 'class' : "tenth of the champion's values"} (total variation; Jensen–Shannon distance ${figure(figures.jensenShannon)})`;
  return distribution.reported(words, figures);
};

/** Shares of the classes, or of values between the champion's deciles. */
function binned([own, other]: readonly [ModelOutput, ModelOutput], count: number): [number[], number[]] {
  if (own.task === 'classification') {
    return [sharesOf(own.labels, count), sharesOf((other as ClassificationOutput).labels, count)];
  }
  const values = (other as RegressionOutput).values;
  const deciles = Array.from({ length: 9 }, (_, i) => quantile([...values], (i + 1) / 10));
  const bin = (value: number): number => deciles.filter((decile) => value > decile).length;
  return [sharesOf(Array.from(own.values, bin), 10), sharesOf(Array.from(values, bin), 10)];
}

function sharesOf(positions: ArrayLike<number>, count: number): number[] {
  const shares = new Array<number>(count).fill(0);
  for (let row = 0; row < positions.length; row++) shares[positions[row]!]! += 1 / positions.length;
  return shares;
}

/** Classes that a verdict lists: those whose recall changes most. */
const LISTED_MAX = 20;

/** Who gains and who loses: an accuracy may rise at the cost of one class. */
export const reportClasses: Check = (context) => {
  const { holdout, candidate } = context.input;
  const pair = pairOf(context);
  if (typeof pair === 'string') return classes.skipped(pair);
  if (!isClassified(holdout)) return classes.skipped('it is a regression: there are no classes');
  const [own, other] = pair.map((answers) => recalls(holdout, answers));
  const changes = candidate.signature.classes
    .map((label, at) => ({ label: String(label), own: own![at]!, other: other![at]! }))
    .filter(({ own }) => !Number.isNaN(own))
    .sort((a, b) => Math.abs(b.own - b.other) - Math.abs(a.own - a.other))
    .slice(0, LISTED_MAX);
  const listed = changes.map(({ label, own, other }) => `${label} from ${percent(other)} to ${percent(own)}`);
  const figures = changes.flatMap(({ label, own, other }) => [
    [`${label} candidate`, own],
    [`${label} champion`, other],
  ]);
  return classes.reported(`found of each class: ${listed.join(', ')}`, Object.fromEntries(figures));
};

/** The share of each class's rows that is found; NaN for a class without rows. */
function recalls(truth: ClassifiedRows, answers: ModelOutput): number[] {
  const found = new Array<number>(truth.classes).fill(0);
  hits(truth, answers).forEach((hit, row) => {
    found[truth.labels[row]!]! += hit;
  });
  const counts = classCounts(truth);
  return found.map((count, label) => count / counts[label]!);
}
