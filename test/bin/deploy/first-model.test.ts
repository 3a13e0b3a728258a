import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportFirstModel } from '../../../bin/deploy/first-model.ts';
import { makeParts } from '../../../bin/deploy/make-parts.ts';
import { resolveStage } from '../../../bin/deploy/resolve-stage.ts';
import { DEFAULT_STAGE, STAGES } from '../../../bin/stages.ts';
import { placeVersion } from '../../../lambdas/first-model/place-version.ts';
import { readVersion } from '../../../lambdas/first-model/read-version.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { draftOf, MODEL, move } from '../../lib/registry/support/draft.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const profile = Buffer.from('profile');
const dataset = { source: 'wines.csv', sha256: 'ab'.repeat(32), rows: 600 };

/** An image that is there, so that nothing is built. */
const IN_ECR = `sha256:${'0'.repeat(64)}` as const;

/** A registry on this machine whose champion is version `version`, all versions before it being others. */
async function localRegistry(version = 1) {
  const directory = await temporaryDirectory();
  const registry = new ModelRegistry(new DirectoryStore(directory));
  for (let n = 1; n < version; n++) await registry.publish(draftOf(MODEL, `version ${n}`));
  const draft = draftOf(MODEL, 'the champion');
  await registry.publish({ ...draft, dataset, artifacts: { ...draft.artifacts, profile } });
  await registry.moveAlias({ ...move, version });
  return { directory, registry };
}

async function exported(registry: string) {
  const directory = await exportFirstModel({ registry, model: MODEL, directory: await temporaryDirectory() });
  const names = (await readdir(directory!)).sort();
  const files = await Promise.all(names.map((name) => readFile(join(directory!, name), 'utf8')));
  return { directory: directory!, names, files };
}

test('the champion goes out with all its files and comes in as it was', async () => {
  const local = await localRegistry(3);
  const { directory, names } = await exported(local.directory);
  expect(names).toEqual(['golden.json', 'model.onnx', 'profile.json', 'version.json']);
  const store = new DirectoryStore(await temporaryDirectory());
  await placeVersion({ store, model: MODEL, requestId: 'r', readVersion: () => readVersion(directory) });
  const deployed = await new ModelRegistry(store).manifest(MODEL, 1);
  const { artifacts, version, createdAt, writeId, ...published } = await local.registry.manifest(MODEL, 3);
  expect(deployed).toMatchObject(published);
  expect(digests(deployed.artifacts)).toEqual(digests(artifacts));
});

function digests(artifacts: Readonly<Record<string, { readonly sha256: string } | undefined>>) {
  return Object.entries(artifacts).map(([kind, artifact]) => [kind, artifact?.sha256]);
}

test('one model gives the same bytes, whenever and as whichever version it was published', async () => {
  const [first, second] = [await localRegistry(1), await localRegistry(2)];
  expect((await exported(second.directory)).files).toEqual((await exported(first.directory)).files);
});

test('dev takes the champion of the machine, and knows what it learned from', async () => {
  const { directory } = await localRegistry();
  const deployment = resolveStage(STAGES, DEFAULT_STAGE, { package: IN_ECR });
  const { firstModels } = await makeParts(deployment, directory);
  expect(firstModels.get(MODEL)?.trainedOn).toBe('wines.csv');
});

test('prod takes no model from the machine that deploys it', async () => {
  const { directory } = await localRegistry();
  const deployment = resolveStage(STAGES, DEFAULT_STAGE, { stage: 'prod', package: IN_ECR });
  expect((await makeParts(deployment, directory)).firstModels.size).toBe(0);
});

test('files of a former export go', async () => {
  const { directory: registry } = await localRegistry();
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'report.html'), 'former');
  await exportFirstModel({ registry, model: MODEL, directory });
  expect(await readdir(directory)).not.toContain('report.html');
});

test('without a champion there is nothing to export', async () => {
  const directory = await temporaryDirectory();
  expect(await exportFirstModel({ registry: await temporaryDirectory(), model: MODEL, directory })).toBe(
    undefined,
  );
});

test('a damaged model is neither exported nor, when it was damaged later, published', async () => {
  const { directory: registry, registry: local } = await localRegistry();
  const { directory } = await exported(registry);
  await writeFile(join(directory, 'model.onnx'), 'not the model');
  await expect(readVersion(directory)).rejects.toThrow(/model.onnx hashes to/);
  const { artifacts } = await local.manifest(MODEL, 1);
  await writeFile(join(registry, artifacts.golden.key), 'x'.repeat(artifacts.golden.bytes));
  await expect(exported(registry)).rejects.toThrow(/golden.json hashes to/);
});
