import { describe, expect, it } from 'vitest';
import { evaluateBatch, type ServedModel } from '../../../lambdas/inference/evaluate.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import {
  forestClassifier,
  linearClassifier,
  linearRegressor,
  perceptron,
  rowsOf,
  sampleRecords,
} from '../../support/onnx-models.ts';
import { wineRecord, wineSignature } from '../../support/signatures.ts';
import { eventOf } from './records.ts';
import { firstFeature, onnxModel, poisonedBy, servedModel } from './served-models.ts';

const signature = wineSignature();
const good = (alcohol: number) => JSON.stringify(wineRecord([alcohol, 0.5, 0.25]));

function reasons(evaluation: Awaited<ReturnType<typeof evaluateBatch>>) {
  return evaluation.rejections.map(({ record, reason }) => [record, reason]);
}

describe('evaluating a batch', () => {
  it.each([
    ['linear', linearClassifier],
    ['perceptron', perceptron],
    ['forest', forestClassifier],
    ['regressor', linearRegressor],
  ])('answers as the runtime answers directly (%s)', async (_, sample) => {
    const model = await onnxModel(sample());
    const records = sampleRecords(50);
    const evaluation = await evaluateBatch(eventOf(records.map((record) => JSON.stringify(record))), model);
    expect(evaluation.output).toEqual(await model.session.run(rowsOf(records), 50));
    expect(evaluation.rejections).toEqual([]);
    await model.session.release();
  });

  it('rejects in input order, whether decoding, the model or its answer is the reason', async () => {
    const clean = firstFeature(signature);
    const strange = (rows: Float32Array, n: number): ModelOutput => {
      const output = clean(rows, n);
      if (output.task !== 'classification') return output;
      for (let row = 0; row < n; row++) {
        if (rows[row * 3] === 3) output.labels[row] = -1;
        if (rows[row * 3] === 4) output.probabilities!.fill(Number.NaN, row * 3, row * 3 + 1);
      }
      return output;
    };
    const model = servedModel(
      signature,
      poisonedBy((first) => first === 2, 3, strange),
    );
    const evaluation = await evaluateBatch(
      eventOf([good(4), good(2), good(1), 'no', good(3), good(1)]),
      model,
    );
    expect(reasons(evaluation)).toEqual([
      [0, 'output-not-finite'],
      [1, 'model-failed'],
      [3, 'not-json'],
      [4, 'unknown-label'],
    ]);
    expect([...evaluation.records.row.subarray(0, 6)]).toEqual([-1, -1, 2, -1, -1, 4]);
  });

  it('rejects values of a regression that are not finite', async () => {
    const regression: ServedModel = servedModel(
      wineSignature({ task: 'regression', classes: [] }),
      (rows, n) => ({
        task: 'regression',
        values: Float32Array.from({ length: n }, (_, row) => 1 / rows[row * 3]!),
      }),
    );
    const evaluation = await evaluateBatch(eventOf([good(1), good(0)]), regression);
    expect(reasons(evaluation)).toEqual([[1, 'output-not-finite']]);
  });

  it('rejects nothing when the model is to blame, not even what is no JSON', async () => {
    const run = () => {
      throw new Error('broken');
    };
    const evaluation = await evaluateBatch(eventOf([good(1), 'no']), servedModel(signature, run, false));
    expect(evaluation).toMatchObject({ broken: { cause: 'golden', message: 'broken' }, rejections: [] });
    expect(evaluation.output).toBeUndefined();
  });

  it('can be repeated with another version without changing the first answer', async () => {
    const event = eventOf([good(0.25), good(0.75)]);
    const first = await evaluateBatch(event, servedModel(signature, firstFeature(signature)));
    const before = structuredClone(first.output);
    const other = wineSignature({ features: [{ name: 'sulphates', type: 'number' }] });
    await evaluateBatch(event, servedModel(other, firstFeature(other)));
    expect(first.output).toEqual(before);
    expect([...first.rows.subarray(0, 6)]).toEqual([0.25, 0.5, 0.25, 0.75, 0.5, 0.25]);
  });
});
