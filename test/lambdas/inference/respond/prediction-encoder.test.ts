import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evaluation, evaluateBatch } from '../../../../lambdas/inference/evaluate.ts';
import { PredictionEncoder } from '../../../../lambdas/inference/respond/prediction-encoder.ts';
import type { OutputFormat } from '../../../../lib/contract/prediction.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import type { ModelOutput } from '../../../../lib/model/session.ts';
import { wineRecord, wineSignature } from '../../../support/signatures.ts';
import { aggregateOf, eventOf, FIRST_SEQUENCE } from '../records.ts';
import { servedModel } from '../served-models.ts';

const NOW = Date.UTC(2026, 10, 21, 4, 31, 0, 7);

async function evaluated(
  signature: Signature,
  records: readonly (string | Buffer)[],
  output: (n: number) => ModelOutput,
): Promise<Evaluation & { readonly output: ModelOutput }> {
  const evaluation = await evaluateBatch(
    eventOf(records),
    servedModel(signature, (_, n) => output(n)),
  );
  return { ...evaluation, output: evaluation.output! };
}

function encoded(evaluation: Evaluation & { readonly output: ModelOutput }, format: OutputFormat): string[] {
  const encoder = new PredictionEncoder(evaluation, format, NOW);
  return Array.from({ length: evaluation.records.count }, (_, record) => {
    const target = Buffer.alloc(encoder.maxBytes(record));
    return target.toString('utf8', 0, encoder.encode(record, target, 0));
  });
}

function classification(labels: number[], probabilities?: number[]): (n: number) => ModelOutput {
  return () => ({
    task: 'classification',
    labels: Int32Array.from(labels),
    probabilities: probabilities && Float32Array.from(probabilities),
  });
}

const wine = JSON.stringify(wineRecord());
const sequence = String(FIRST_SEQUENCE);
const id = `weir-input:shardId-000000000006:${sequence}`;

describe('a prediction record', () => {
  it('in full is as the contract says, in its order', async () => {
    const output = classification([1], [0.31, 0.52, 0.17]);
    const [text] = encoded(await evaluated(wineSignature(), [wine], output), 'full');
    expect(text).toBe(
      JSON.stringify({
        predictionId: `${id}:-`,
        model: 'wine-quality',
        version: 3,
        customer_id: 123,
        prediction: { wine_quality: 6, confidence: 0.52, probabilities: { '5': 0.31, '6': 0.52, '7': 0.17 } },
        sequenceNumber: sequence,
        shardId: 'shardId-000000000006',
        arrivedAt: '2026-02-02T02:40:00.123Z',
        predictedAt: '2026-11-21T04:31:00.007Z',
      }),
    );
  });

  it('in compact form keeps the id, the carried keys, label and confidence', async () => {
    const output = classification([2], [0.1, 0.2, 0.7]);
    const [text] = encoded(await evaluated(wineSignature(), [wine], output), 'compact');
    expect(text).toBe(
      `{"predictionId":"${id}:-","customer_id":123,"prediction":{"wine_quality":7,"confidence":0.7}}`,
    );
  });

  it('has no confidence where the model gives no probabilities', async () => {
    const [text] = encoded(await evaluated(wineSignature(), [wine], classification([0])), 'full');
    expect(JSON.parse(text!).prediction).toEqual({ wine_quality: 5 });
  });

  it('of a regression holds the value', async () => {
    const signature = wineSignature({ task: 'regression', classes: [] });
    const output = (): ModelOutput => ({ task: 'regression', values: Float32Array.of(5.7) });
    for (const format of ['full', 'compact'] as const) {
      const [text] = encoded(await evaluated(signature, [wine], output), format);
      expect(JSON.parse(text!).prediction).toEqual({ wine_quality: 5.7 });
    }
  });

  it('of a sub-record has its place in the id', async () => {
    const evaluation = await evaluated(wineSignature(), [aggregateOf([wine, wine])], classification([0, 0]));
    const ids = encoded(evaluation, 'compact').map((text) => JSON.parse(text).predictionId);
    expect(ids).toEqual([`${id}:0`, `${id}:1`]);
  });

  it('is JSON whatever the names and carried values, and fits the bytes that were reckoned', async () => {
    const name = fc.string({ unit: 'binary', minLength: 1 });
    const classes = fc.uniqueArray(name, { minLength: 2, maxLength: 4 });
    const answers = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        name,
        classes,
        answers,
        fc.jsonValue(),
        async (key, labels, probabilities, carried) => {
          fc.pre(key !== '__proto__' && !['confidence', 'probabilities'].includes(key));
          fc.pre(!labels.includes('__proto__'));
          const signature = wineSignature({ classes: labels, predictionKey: key });
          const record = JSON.stringify({ ...wineRecord(), customer_id: carried });
          const output = classification([0], probabilities.slice(0, labels.length));
          for (const format of ['full', 'compact'] as const) {
            const [text] = encoded(await evaluated(signature, [record], output), format);
            const { prediction, customer_id } = JSON.parse(text!);
            expect(prediction[key]).toBe(labels[0]);
            expect(JSON.stringify(customer_id)).toBe(JSON.stringify(carried));
            if (format === 'full')
              expect(Object.keys(prediction.probabilities).toSorted()).toEqual(labels.toSorted());
          }
        },
      ),
    );
  });

  it('follows the shard of each record', async () => {
    const { event, ...rest } = await evaluated(wineSignature(), [wine, wine], classification([0, 0]));
    const [first, second] = event.Records;
    const moved = { ...second!, eventID: `shardId-000000000007:${second!.kinesis.sequenceNumber}` };
    const other = await evaluateBatch(
      { Records: [first!, moved] },
      servedModel(wineSignature(), (_, n) => classification([0, 0])(n)),
    );
    const texts = encoded({ ...rest, ...other, output: other.output! }, 'full').map((text) =>
      JSON.parse(text),
    );
    expect(texts.map(({ shardId }) => shardId)).toEqual(['shardId-000000000006', 'shardId-000000000007']);
    expect(texts[1].predictionId).toBe(`weir-input:shardId-000000000007:${FIRST_SEQUENCE + 1n}:-`);
  });
});
