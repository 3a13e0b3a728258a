import { describe, expect, it } from 'vitest';
import { referenceProfileSchema } from '../../../lib/contract/profile.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { ancestorOf, oldestAncestor } from '../../../training/profile/lineage.ts';
import { profileFile } from '../../../training/profile/reference-profile.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { madeProfile, signature } from './scene.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const profile = madeProfile();

/** A registry in which a version was published so many days ago, each with or without a profile. */
async function registryOf(versions: readonly { daysAgo: number; artifact?: Uint8Array | undefined }[]) {
  const store = openStore(await temporaryDirectory());
  let now = NOW;
  const registry = new ModelRegistry(Object.assign(store, { now: async () => new Date(now) }));
  for (const { daysAgo, artifact } of versions) {
    now = NOW - daysAgo * DAY_MS;
    await registry.publish({
      model: 'made',
      trainer: 'a test',
      signature,
      runtime: {
        ...{ inputTensor: 'x', labelTensor: null, probabilityTensor: 'p', valueTensor: null },
        ...{ chunkRows: null, opset: 21, irVersion: 10 },
      },
      metrics: {},
      hyperparameters: {},
      artifacts: {
        model: Uint8Array.of(1),
        golden: Uint8Array.of(2),
        ...(artifact !== undefined && { profile: artifact }),
      },
    });
  }
  return registry;
}

const file = profileFile(profile);
const daily = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ daysAgo: count - 1 - at, artifact: file }));
const oldest = async (registry: ModelRegistry) =>
  (await oldestAncestor(registry, 'made', new Date(NOW)))?.version;

describe('the lineage of a model', () => {
  it('begins with the oldest version of the last 30 days', async () => {
    expect(await oldest(await registryOf(daily(33)))).toBe(3);
    expect(await oldest(await registryOf(daily(3)))).toBe(1);
    expect(await oldest(await registryOf([]))).toBeUndefined();
    expect(await oldest(await registryOf([{ daysAgo: 31, artifact: file }]))).toBeUndefined();
  });

  it('passes over versions without a profile, and over damaged ones', async () => {
    const broken = new TextEncoder().encode('{"schema": 1}');
    const registry = await registryOf([
      { daysAgo: 3 },
      { daysAgo: 2, artifact: broken },
      { daysAgo: 1, artifact: file },
    ]);
    expect(await oldest(registry)).toBe(3);
    expect(await ancestorOf(registry, await registry.manifest('made', 1))).toBeUndefined();
    expect(await ancestorOf(registry, await registry.manifest('made', 2))).toBeUndefined();
  });
});

describe("the registry's profiles", () => {
  it('read back as they were; a version may have none; one that is none is said to be damaged', async () => {
    const strange = profileFile({ ...profile, layout: { ...profile.layout, features: [] } });
    const registry = await registryOf([
      { daysAgo: 2, artifact: file },
      { daysAgo: 1 },
      { daysAgo: 0, artifact: new TextEncoder().encode('{"schema": 2}') },
      { daysAgo: 0, artifact: strange },
    ]);
    const read = async (version: number) => registry.profile(await registry.manifest('made', version));
    expect(await read(1)).toEqual(referenceProfileSchema.parse(profile));
    expect(await read(2)).toBeUndefined();
    await expect(read(3)).rejects.toThrow(/profile\.json in .* is no profile of this Weir/);
    await expect(read(4)).rejects.toThrow(/counts 0 features, its version has 2/);
  });
});
