import { expect, test } from 'vitest';
import { openOnnxStepSession } from '../../../../training/trainers/neural/adapters/onnx-step-session.ts';
import { learnLogistic } from '../../../../training/trainers/neural/learn-logistic.ts';
import { prepare, type Samples, samplesOf } from '../../../../training/trainers/neural/samples.ts';
import { clouds } from './problems.ts';

const PENALTY = 0.002;

/** The gradient of the mean loss and its penalty in float64, written out from its definition. */
function gradientOf(samples: Samples, parameters: Float32Array): Float64Array {
  const { count, width, answers, values, targets } = samples;
  const gradient = new Float64Array(parameters.length);
  const at = (feature: number, answer: number) => feature * answers + answer;
  for (let row = 0; row < count; row++) {
    const own = [...values.subarray(row * width, (row + 1) * width), 1];
    const scores = Array.from({ length: answers }, (_, k) =>
      own.reduce((sum, value, i) => sum + value * parameters[at(i, k)]!, 0),
    );
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    own.forEach((value, i) => {
      scores.forEach((score, k) => {
        gradient[at(i, k)]! += (value * (Math.exp(score) / total - targets[row * answers + k]!)) / count;
      });
    });
  }
  return gradient.map((g, i) => g + (i < width * answers ? PENALTY * parameters[i]! : 0));
}

test('ends where the gradient, computed in float64, is 0', async () => {
  const rows = clouds([120, 200, 60, 9], 3);
  const samples = samplesOf(rows, prepare(rows, 'none'));
  const { parameters, slope } = await learnLogistic(
    { samples, penalty: PENALTY, iterations: 2000 },
    openOnnxStepSession,
    async () => true,
  );
  const largest = gradientOf(samples, parameters).reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  expect(largest).toBeLessThan(1e-6);
  expect(slope).toBeLessThan(1e-6);
});
