import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadVersion, type VersionSource } from '../../../../lambdas/inference/champion/load-version.ts';
import { type RefusalReason, VersionRefused } from '../../../../lambdas/inference/champion/refusal.ts';
import type { Golden } from '../../../../lib/contract/golden.ts';
import { keys } from '../../../../lib/contract/keys.ts';
import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import { StoreError } from '../../../../lib/registry/store-errors.ts';
import { linearClassifier, rowsOf, sampleRecords } from '../../../support/onnx-models.ts';
import { MODEL, TestRegistry, throwsOnLarge } from '../support.ts';

const load = (registry: VersionSource, version = 1) =>
  loadVersion({ registry, openSession: openOnnxSession, model: MODEL, threads: 1 }, version);

async function expectRefused(registry: VersionSource, reason: RefusalReason): Promise<VersionRefused> {
  const refusal = await load(registry).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(VersionRefused);
  expect(refusal).toMatchObject({ reason, version: 1 });
  return refusal as VersionRefused;
}

test('a version as it was published is loaded, warm and ready', async () => {
  const registry = await TestRegistry.create();
  const manifest = await registry.version();
  const loaded = await load(registry);
  expect(loaded.manifest).toEqual(manifest);
  expect(await loaded.goldenRuns()).toBe(true);
  const records = sampleRecords(5);
  const output = await loaded.session.run(rowsOf(records), 5);
  expect(output.task === 'classification' && output.labels.length).toBe(5);
  await loaded.release();
});

test.each(['model', 'golden'] as const)(
  'a flipped bit in the %s file is a digest that differs',
  async (kind) => {
    const registry = await TestRegistry.create();
    const { artifacts } = await registry.version();
    await registry.corrupt(artifacts[kind]);
    await expectRefused(registry, 'digest-mismatch');
  },
);

test('a file that is gone is a missing artifact', async () => {
  const registry = await TestRegistry.create();
  const { artifacts } = await registry.version();
  await registry.remove(artifacts.model.key);
  await expectRefused(registry, 'missing-artifact');
});

test('a version that is gone is missing', async () => {
  await expectRefused(await TestRegistry.create(), 'version-missing');
});

test('a manifest that was cut is invalid', async () => {
  const registry = await TestRegistry.create();
  await registry.version();
  await truncate(join(registry.directory, keys.version(MODEL, 1)), 100);
  await expectRefused(registry, 'manifest-invalid');
});

test('bytes that are no ONNX graph cannot be parsed', async () => {
  const registry = await TestRegistry.create();
  await registry.version(linearClassifier(), { model: Buffer.from('PK\u0003\u0004 not a model') });
  await expectRefused(registry, 'unparsable');
});

test('a graph that onnxruntime will not load is unservable', async () => {
  const registry = await TestRegistry.create();
  const { bytes } = linearClassifier();
  const misnamed = Buffer.from(
    Buffer.from(bytes).toString('latin1').replace('LinearClassifier', 'LinearClassifieR'),
    'latin1',
  );
  await registry.version(linearClassifier(), { model: misnamed });
  const refusal = await expectRefused(registry, 'unservable');
  expect(refusal.cause).toBeInstanceOf(Error);
});

test('golden answers that the model does not give are refused', async () => {
  const registry = await TestRegistry.create();
  await registry.version(linearClassifier(), {
    golden: (golden) => withFirst(golden, { probabilities: [0.4, 0.3, 0.3] }),
  });
  await expectRefused(registry, 'golden-differs');
});

test('a model that fails on its golden records is refused', async () => {
  const registry = await TestRegistry.create();
  await registry.version(throwsOnLarge());
  await expectRefused(registry, 'golden-failed');
});

test.each([
  ['no JSON', () => 'text'],
  ['of another schema', () => ({ schema: 2 })],
  ['records that break the signature', (golden: Golden) => withFirst(golden, { record: { a: 'secret' } })],
])('golden records that are %s are invalid, and what they hold is not told', async (_what, golden) => {
  const registry = await TestRegistry.create();
  await registry.version(linearClassifier(), { golden });
  const refusal = await expectRefused(registry, 'golden-invalid');
  expect(`${refusal.message} ${String(refusal.cause)}`).not.toContain('secret');
});

test('a registry that does not answer is no refusal', async () => {
  const registry = await TestRegistry.create();
  await registry.version();
  const outage = new StoreError('reading failed');
  for (const failing of ['manifest', 'artifact'] as const) {
    const source = {
      manifest: () => registry.manifest(MODEL, 1),
      artifact: (artifact: never) => registry.artifact(artifact),
      [failing]: () => Promise.reject(outage),
    };
    await expect(load(source)).rejects.toBe(outage);
  }
});

function withFirst(golden: Golden, change: object): Golden {
  const [first, ...rest] = golden.records;
  return { ...golden, records: [{ ...first!, ...change }, ...rest] };
}
