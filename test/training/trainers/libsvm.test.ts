import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../training/random.ts';
import { eachPair } from '../../../training/trainers/coupling.ts';
import { type LibsvmProblem, runLibsvm } from '../../../training/trainers/svm/libsvm.ts';
import { buildModel } from '../../../training/trainers/svm/model.ts';
import { decisionValues, predictSvm } from '../../../training/trainers/svm/predict.ts';

const WIDTH = 2;
const CLASSES = 4;
const ROWS = 240;

/** Four noisy corners, sorted by class, every row to be predicted by libsvm too. */
function corners(): LibsvmProblem {
  const random = seededRandom(5);
  const labels = Int32Array.from({ length: ROWS }, (_, row) => Math.floor((row * CLASSES) / ROWS));
  const values = Float32Array.from({ length: ROWS * WIDTH }, (_, i) => {
    const label = labels[Math.floor(i / WIDTH)]!;
    return ((label >> (i % WIDTH)) & 1) + 1.4 * random.uniform();
  });
  return { values, width: WIDTH, labels, cost: 2, gamma: 0.5, probes: Int32Array.from(labels.keys()) };
}

/** No scaling: the vectors are as libsvm saw them. */
const identity = { mean: new Float32Array(WIDTH), scale: new Float32Array(WIDTH).fill(1), bound: 100 };

describe('a model read from libsvm', async () => {
  const problem = corners();
  const answer = await runLibsvm(problem);
  const model = buildModel(identity, problem, answer, CLASSES);
  const rows = { values: problem.values, count: ROWS, width: WIDTH };

  it('votes as libsvm does on every row', () => {
    for (const { row, vote } of answer.probes) {
      const decisions = decisionValues(model, problem.values.subarray(row * WIDTH, (row + 1) * WIDTH));
      const votes = new Array<number>(CLASSES).fill(0);
      eachPair(CLASSES, (i, j, pair) => votes[decisions[pair]! > 0 ? i : j]!++);
      expect(votes.indexOf(Math.max(...votes))).toBe(vote);
    }
  });

  it('gives its probabilities, but for the rest that its iteration leaves', () => {
    const { probabilities } = predictSvm(model, rows);
    for (const { row, probabilities: theirs } of answer.probes) {
      const differences = theirs.map((p, label) => Math.abs(p - probabilities[row * CLASSES + label]!));
      expect(Math.max(...differences)).toBeLessThan(5e-3);
    }
  });

  it('has all digits: the decisions of unbounded support vectors are 1 to libsvm’s own tolerance', () => {
    // A vector with 0 < |α| < C lies on the margin (Karush-Kuhn-Tucker): |decision| = 1 within 0.001.
    let onMargin = 0;
    answer.indices.forEach((row, s) => {
      const own = problem.labels[row]!;
      const decisions = decisionValues(model, problem.values.subarray(row * WIDTH, (row + 1) * WIDTH));
      eachPair(CLASSES, (i, j, pair) => {
        if (own !== i && own !== j) return;
        const alpha = Math.abs(answer.coefficients[own === i ? j - 1 : i]![s]!);
        if (alpha === 0 || alpha === problem.cost) return;
        onMargin++;
        expect(Math.abs(Math.abs(decisions[pair]!) - 1)).toBeLessThan(2e-3);
      });
    });
    expect(onMargin).toBeGreaterThan(5);
  });
});
