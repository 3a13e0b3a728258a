import { describe, expect, it } from 'vitest';
import type { Golden, GoldenRecord } from '../../../lib/contract/golden.ts';
import { checkGolden } from '../../../lib/model/golden-check.ts';
import type { ModelOutput, ModelSession } from '../../../lib/model/session.ts';
import { ModelRunError } from '../../../lib/model/session.ts';
import { wineRecord, wineSignature } from '../../support/signatures.ts';

function sessionOf(answer: () => ModelOutput): ModelSession {
  return { run: async () => answer(), release: async () => {} };
}

function golden(...answers: Omit<GoldenRecord, 'record'>[]): Golden {
  return { schema: 1, records: answers.map((answer) => ({ record: wineRecord(), ...answer })) };
}

function classes(labels: number[], probabilities?: number[]): ModelOutput {
  return {
    task: 'classification',
    labels: Int32Array.from(labels),
    probabilities: probabilities && Float32Array.from(probabilities),
  };
}

const check = (output: ModelOutput, stored: Golden, signature = wineSignature()) =>
  checkGolden(
    sessionOf(() => output),
    signature,
    stored,
  );

const sure = { label: 6, probabilities: [0.1, 0.8, 0.1] };
const torn = { label: 6, probabilities: [0.1, 0.45002, 0.44998] };

describe('checkGolden', () => {
  it('passes equal answers, and probabilities within the tolerance', async () => {
    expect(await check(classes([1], [0.1, 0.8, 0.1]), golden(sure))).toBeUndefined();
    expect(await check(classes([1], [0.10009, 0.79992, 0.1]), golden(sure))).toBeUndefined();
  });

  it('passes another label only where the two best are within the tolerance', async () => {
    expect(await check(classes([2], [0.1, 0.44998, 0.45002]), golden(torn))).toBeUndefined();
    expect(await check(classes([2], [0.1, 0.8, 0.1]), golden(sure))).toMatchObject({
      kind: 'differs',
      index: 0,
      message: 'record 0: the label differs from the stored answer',
    });
    expect(await check(classes([0]), golden({ label: 6 }))).toMatchObject({ kind: 'differs' });
  });

  it.each([
    ['a probability off by more', classes([1, 1], [0.1, 0.8, 0.1, 0.1, 0.8, 0.1002])],
    ['NaN', classes([1, 1], [0.1, 0.8, 0.1, 0.1, 0.8, NaN])],
  ])('tells the record of %s', async (_, output) => {
    const mismatch = await check(output, golden(sure, sure));
    expect(mismatch).toMatchObject({ kind: 'differs', index: 1 });
    expect(mismatch?.message).toContain('the probability of class 3 of 3');
  });

  it('tells a model that lost its probabilities', async () => {
    expect(await check(classes([1]), golden(sure))).toMatchObject({ kind: 'differs' });
  });

  it('compares values relative to their size', async () => {
    const signature = wineSignature({ task: 'regression', classes: [] });
    const values = (value: number): ModelOutput => ({ task: 'regression', values: Float32Array.of(value) });
    expect(await check(values(1000.09), golden({ label: 1000 }), signature)).toBeUndefined();
    expect(await check(values(1000.2), golden({ label: 1000 }), signature)).toMatchObject({
      kind: 'differs',
    });
    expect(await check(values(0.0002), golden({ label: 0 }), signature)).toMatchObject({ kind: 'differs' });
    expect(await check(values(NaN), golden({ label: 0 }), signature)).toMatchObject({ kind: 'differs' });
  });

  it('tells a record that breaks the signature, without its value', async () => {
    const stored: Golden = {
      schema: 1,
      records: [
        { record: wineRecord(), label: 6 },
        { record: wineRecord(['secret']), label: 6 },
      ],
    };
    expect(await check(classes([1, 1]), stored)).toEqual({
      kind: 'unreadable',
      index: 1,
      message: 'record 1 breaks the signature: not-a-number at wine_features.alcohol (came: string)',
    });
  });

  it('tells a model that throws', async () => {
    const broken = sessionOf(() => {
      throw new ModelRunError('Gather failed');
    });
    expect(await checkGolden(broken, wineSignature(), golden(sure))).toEqual({
      kind: 'run-failed',
      index: null,
      message: 'the golden records do not run: Gather failed',
    });
  });
});
