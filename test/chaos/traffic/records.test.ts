import { expect, test } from 'vitest';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { readRows } from '../../../lib/model/golden-check.ts';
import { describeRuntime } from '../../../lib/model/onnx/describe-runtime.ts';
import { randomFrom } from '../../support/random.ts';
import { anyFeatures, CHAOS_SIGNATURE, chaosModel, labelOf } from './model.ts';
import { planRecord } from './records.ts';

test('the label that the producer expects is the one that the model gives', async () => {
  const random = randomFrom(5);
  const features = Array.from({ length: 2_000 }, () => anyFeatures(random));
  const expected = features.map(labelOf);
  const runtime = describeRuntime(chaosModel(), CHAOS_SIGNATURE);
  const session = await openOnnxSession(chaosModel(), { signature: CHAOS_SIGNATURE, runtime, threads: 1 });
  const output = await session.run(readRows(CHAOS_SIGNATURE, features) as Float32Array, features.length);
  await session.release();
  if (output.task !== 'classification') throw new Error('the model is a classifier');
  const labels = Array.from(output.labels, (place) => String(CHAOS_SIGNATURE.classes[place]));
  const clear = expected.filter((label) => label !== undefined);
  expect(clear.length).toBeGreaterThan(1_900);
  expect(expected.map((label, i) => label ?? labels[i])).toEqual(labels);
  expect(new Set(clear)).toEqual(new Set(['3', '5', '9']));
});

test('one record in a hundred is bad, the others say what they expect, and a seed gives the same ones', () => {
  const draw = () => {
    const random = randomFrom(6);
    return Array.from({ length: 20_000 }, (_, n) => planRecord(n, 50, random));
  };
  const planned = draw();
  const bad = planned.filter(({ expected }) => expected.expects === 'rejection');
  expect(bad.length).toBeGreaterThan(140);
  expect(bad.length).toBeLessThan(260);
  const good = planned.filter(({ expected }) => expected.expects === 'prediction');
  expect(good.every(({ entry, expected }) => JSON.parse(String(entry.data)).mark === expected.mark)).toBe(
    true,
  );
  expect(new Set(planned.map(({ entry }) => entry.partitionKey)).size).toBe(50);
  expect(draw()).toEqual(planned);
});
