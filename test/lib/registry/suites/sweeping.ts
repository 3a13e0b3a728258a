import { beforeEach, expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import { ManifestInvalid } from '../../../../lib/registry/errors.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { bytes, listKeys } from '../support/collect.ts';
import { draftOf, MODEL } from '../support/draft.ts';
import { faultyStore } from '../support/faulty-store.ts';

const DAY_MS = 24 * 3_600_000;

/** Artifacts that no version names. */
export function sweepingSuite(fresh: () => ObjectStore): void {
  let store: ObjectStore;
  let registry: ModelRegistry;
  beforeEach(() => {
    store = fresh();
    registry = new ModelRegistry(store);
  });
  const publish = async (times: number): Promise<void> => {
    for (let i = 1; i <= times; i++) await registry.publish(draftOf(MODEL, `draft ${i}`));
  };
  /** The same store, so much later. */
  const later = (ms: number): ObjectStore => ({
    ...faultyStore(store, {}),
    now: async () => new Date((await store.now()).getTime() + ms),
  });
  const abandoned = () => store.create(keys.artifact(MODEL, 'abandoned', 'model'), bytes('never a version'));

  test('artifacts that no version names go after 7 days, the others stay', async () => {
    await publish(2);
    await abandoned();
    const soon = await new ModelRegistry(later(6.9 * DAY_MS)).sweep({ model: MODEL });
    expect(soon).toEqual({ deleted: [], kept: 5 });
    const swept = await new ModelRegistry(later(7.1 * DAY_MS)).sweep({ model: MODEL });
    expect(swept).toEqual({ deleted: [keys.artifact(MODEL, 'abandoned', 'model')], kept: 4 });
    expect(await listKeys(store, keys.artifactsPrefix(MODEL))).toHaveLength(4);
    for (const version of [1, 2]) {
      const { artifacts } = await registry.manifest(MODEL, version);
      await registry.artifact(artifacts.model);
    }
  });

  test('one unreadable manifest stops the sweep before it deletes', async () => {
    await abandoned();
    await store.create(keys.version(MODEL, 1), bytes('{'));
    const sweep = new ModelRegistry(later(30 * DAY_MS)).sweep({ model: MODEL });
    await expect(sweep).rejects.toThrow(ManifestInvalid);
    expect(await listKeys(store, keys.artifactsPrefix(MODEL))).toHaveLength(1);
  });

  test('a sweep so eager that it could hurt a publish in progress is refused', async () => {
    await expect(registry.sweep({ model: MODEL, olderThanMs: 3_600_000 })).rejects.toThrow('in progress');
  });

  test('a publish that lasts so long that a sweep could take its artifacts ends before its manifest', async () => {
    let asked = 0;
    const slow: ObjectStore = {
      ...faultyStore(store, {}),
      now: async () => new Date((await store.now()).getTime() + asked++ * 13 * 3_600_000),
    };
    await expect(new ModelRegistry(slow).publish(draftOf(MODEL))).rejects.toThrow('longer than 12 hours');
    expect(await registry.versions(MODEL)).toEqual([]);
  });
}
