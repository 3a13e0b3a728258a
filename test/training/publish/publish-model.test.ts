import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goldenSchema } from '../../../lib/contract/golden.ts';
import type { Manifest } from '../../../lib/contract/manifest.ts';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { checkGolden } from '../../../lib/model/golden-check.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { type PublishRequest, publishModel } from '../../../training/publish/publish-model.ts';
import { allocator, MISBEHAVING_GRAPHS, rowHungry, UNSERVABLE_GRAPHS } from '../../support/hostile-models.ts';
import {
  forestClassifier,
  forestRegressor,
  linearClassifier,
  linearRegressor,
  perceptron,
  sampleRecords,
} from '../../support/onnx-models.ts';

let directory: string;
let registry: ModelRegistry;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-publish-'));
  registry = new ModelRegistry(openStore(directory));
});

afterEach(() => rm(directory, { recursive: true }));

type Parts = Pick<PublishRequest, 'model' | 'signature'> & Partial<PublishRequest>;

function publish(request: Parts): Promise<Manifest> {
  return publishModel(registry, {
    name: 'sample',
    trainer: 'a test',
    references: sampleRecords(200),
    ...request,
  });
}

const of = ({ bytes, signature }: { bytes: Uint8Array; signature: PublishRequest['signature'] }) => ({
  model: bytes,
  signature,
});

async function goldenOf(manifest: Manifest) {
  const bytes = await registry.artifact(manifest.artifacts.golden);
  return goldenSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

describe('publishModel', () => {
  it('refuses classes in another order than the probabilities, and gives the right one', async () => {
    const { bytes, signature } = linearClassifier();
    const reversed = { ...signature, classes: [...signature.classes].reverse() };
    await expect(publish({ model: bytes, signature: reversed })).rejects.toThrow('scikit-learn): [3,5,9]');
    expect(await registry.versions('sample')).toEqual([]);
    const alone = { model: bytes, signature: reversed, outputs: { probabilities: null } };
    expect((await publish(alone)).runtime.probabilityTensor).toBeNull();
  });

  it.each([
    ['a linear classifier with int64 labels', linearClassifier()],
    ['one without probabilities', linearClassifier({ probabilities: false })],
    ['an ensemble of 100 trees with string labels', forestClassifier({ trees: 100, depth: 5 })],
    ['a perceptron without labels', perceptron()],
    ['a linear regressor', linearRegressor()],
    ['a regressor of trees', forestRegressor()],
  ])('registers %s, whose golden records hold when it is loaded again', async (_, sample) => {
    const { version } = await publish(of(sample));
    const manifest = await registry.manifest('sample', version);
    const { signature, runtime } = manifest;
    expect(manifest).toMatchObject({ model: 'sample', version: 1, trainer: 'a test', metrics: {} });
    const model = await registry.artifact(manifest.artifacts.model);
    expect(Buffer.compare(model, sample.bytes)).toBe(0);
    const golden = await goldenOf(manifest);
    expect(golden.records).toHaveLength(50);
    const session = await openOnnxSession(model, { signature, runtime, threads: 1 });
    expect(await checkGolden(session, signature, golden)).toBeUndefined();
    await session.release();
  });

  it('keeps a golden record of each predicted class, however rare', async () => {
    const sample = linearClassifier();
    const rare = sampleRecords(2000, 3);
    const manifest = await publish({ ...of(sample), references: rare });
    const labels = (await goldenOf(manifest)).records.map(({ label }) => label);
    expect(new Set(labels)).toEqual(new Set([3, 5, 9]));
  });

  it('passes on what a trainer knows', async () => {
    const metrics = { accuracy: { value: 0.9, low: 0.8, high: 0.95 } };
    const report = new TextEncoder().encode('<html></html>');
    const manifest = await publish({
      ...of(linearClassifier()),
      metrics,
      hyperparameters: { C: 10 },
      confusionMatrix: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      chunkRows: 64,
      artifacts: { report },
    });
    expect(manifest).toMatchObject({ metrics, hyperparameters: { C: 10 }, runtime: { chunkRows: 64 } });
    const stored = await registry.artifact(manifest.artifacts.report!);
    expect(Buffer.compare(stored, report)).toBe(0);
  });

  it.each([...UNSERVABLE_GRAPHS, ...MISBEHAVING_GRAPHS])(
    'refuses $name ($reason) and leaves nothing behind',
    async (hostile) => {
      await expect(publish(of(hostile))).rejects.toMatchObject({
        name: 'UnservableModel',
        reason: hostile.reason,
      });
      expect(await registry.models()).toEqual([]);
    },
  );

  it.each([
    ['features', { features: [{ name: '__proto__', type: 'number' }] }],
    ['carriedKeys', { carriedKeys: ['id', '__proto__'] }],
    ['featuresKey', { featuresKey: '__proto__' }],
    ['predictionKey', { predictionKey: '__proto__' }],
  ] as const)('refuses __proto__ among %s', async (place, changes) => {
    const { bytes, signature } = linearRegressor();
    const changed = { ...signature, ...changes } as PublishRequest['signature'];
    await expect(publish({ model: bytes, signature: changed })).rejects.toThrow(
      `the signature's ${place} names "__proto__"`,
    );
  });

  it('refuses records that are others once they are stored, and leaves nothing behind', async () => {
    const { bytes, signature } = linearRegressor();
    const other = sampleRecords(1)[0]!;
    const references = sampleRecords(9, 3).map((record) => ({ ...record, toJSON: () => other }));
    await expect(publish({ model: bytes, signature, references })).rejects.toThrow(
      'read as other values than were tried; give plain JSON values',
    );
    const unreadable = sampleRecords(9).map((record) => ({ ...record, toJSON: () => ({}) }));
    await expect(publish({ model: bytes, signature, references: unreadable })).rejects.toThrow(
      'record 0 breaks the signature: missing-feature at a',
    );
    expect(await registry.models()).toEqual([]);
  });

  it('refuses records that break the signature, and none at all', async () => {
    const references = [...sampleRecords(3), { a: 'x', b: 1, c: 1, d: 1 }];
    const broken = publish({ ...of(linearClassifier()), references });
    await expect(broken).rejects.toThrow('record 3 breaks the signature: not-a-number at a (came: string)');
    await expect(publish({ ...of(linearClassifier()), references: [] })).rejects.toThrow(
      'no reference record',
    );
  });
});

describe('publishModel with limits', () => {
  it('kills a model of 200 bytes that asks for gigabytes', async () => {
    const hungry = allocator(2 ** 30);
    expect(hungry.bytes.length).toBeLessThan(400);
    const limits = { maxRssBytes: 600 * 2 ** 20 };
    await expect(publish({ ...of(hungry), limits })).rejects.toMatchObject({ reason: 'too-much-memory' });
    expect(await registry.models()).toEqual([]);
  });

  it('refuses one that asks for more than any machine has', async () => {
    await expect(publish(of(allocator(2 ** 50)))).rejects.toMatchObject({ reason: 'too-much-memory' });
  });

  it('refuses one that is too slow', async () => {
    const limits = { timeoutMs: 1 };
    await expect(publish({ ...of(linearClassifier()), limits })).rejects.toMatchObject({
      reason: 'too-slow',
    });
  });

  it('runs in chunks a graph whose rows take much memory, and leaves others whole', async () => {
    const { runtime } = await publish(of(rowHungry(20_000)));
    expect(runtime.chunkRows).toBe(1024);
    expect((await publish(of(linearRegressor()))).runtime.chunkRows).toBeNull();
  });
});
