import { expect, it } from 'vitest';
import type { Signature } from '../../../lib/contract/signature.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { referencesOf } from '../../../training/publish/profile-references.ts';
import { publishModel } from '../../../training/publish/publish-model.ts';
import { perceptron, sampleRecords } from '../../support/onnx-models.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

it('a model made elsewhere has the profile of its reference records, measured in the process that tries it', async () => {
  const registry = new ModelRegistry(openStore(await temporaryDirectory()));
  const { bytes: model, signature } = perceptron();
  const references = sampleRecords(300);
  const truth = Int32Array.from({ length: 300 }, (_, row) => row % signature.classes.length);
  const request = { name: 'risk', model, signature, trainer: 'a test', references };
  const first = await publishModel(registry, { ...request, reference: { truth } });
  const profile = (await registry.profile(first))!;
  expect(profile).toMatchObject({ model: 'risk', counts: { rows: 300, predictions: { rows: 300 } } });
  expect(profile.calibration!.rows).toBe(300);
  expect(profile.performance).toMatchObject({ metric: 'accuracy', rows: 300 });
  expect(profile.importance.reduce((sum, share) => sum + share)).toBeCloseTo(1, 10);

  const forerunner = { signature, profile };
  const later = sampleRecords(500).slice(200);
  const second = await publishModel(registry, { ...request, references: later, reference: { forerunner } });
  const next = (await registry.profile(second))!;
  expect(next.layout).toEqual(profile.layout);
  expect([next.calibration, next.performance]).toEqual([null, null]);
});

it('values that records leave out count as missing, and the model is asked with their defaults', () => {
  const signature: Signature = {
    ...perceptron().signature,
    featuresKey: 'in',
    features: [
      { name: 'a', type: 'number', default: 5 },
      { name: 'b', type: 'number' },
    ],
  };
  const records = [{ in: { a: 1, b: 2 } }, { in: { b: 3 } }, { in: { a: null, b: 4 } }];
  const values = Float32Array.of(1, 2, 5, 3, 5, 4);
  const { rows, job } = referencesOf(signature, records, values, {});
  expect([...rows.values]).toEqual([1, 2, Number.NaN, 3, Number.NaN, 4]);
  expect([...job.rows]).toEqual([...values]);
});
