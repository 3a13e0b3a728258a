import { beforeEach, expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import {
  ArtifactCorrupt,
  ArtifactMissing,
  ManifestInvalid,
  NameInvalid,
  VersionNotFound,
  VersionsExhausted,
} from '../../../../lib/registry/errors.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { bytes, listKeys, mustGet } from '../support/collect.ts';
import { draftOf, MODEL } from '../support/draft.ts';

/** Versions and what they name. */
export function publishingSuite(fresh: () => ObjectStore): void {
  let store: ObjectStore;
  let registry: ModelRegistry;
  beforeEach(() => {
    store = fresh();
    registry = new ModelRegistry(store);
  });
  const publish = async (times: number): Promise<void> => {
    for (let i = 1; i <= times; i++) await registry.publish(draftOf(MODEL, `draft ${i}`));
  };
  test('versions count from 1, and their manifests and artifacts read back as they were', async () => {
    const first = await registry.publish(draftOf(MODEL, 'first'));
    const second = await registry.publish(draftOf(MODEL, 'second'));
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await registry.versions(MODEL)).toEqual([1, 2]);
    expect(await registry.manifest(MODEL, 2)).toEqual(second);
    const model = await registry.artifact(second.artifacts.model);
    expect(Buffer.from(model).toString()).toBe('model of second');
  });

  test('versions are listed by number, not by name', async () => {
    await publish(11);
    expect(await registry.versions(MODEL)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('of those who publish a first version at once one does, and a second is never made', async () => {
    const drafts = ['one', 'two', 'three'].map((mark) => draftOf(MODEL, mark));
    const published = await Promise.all(drafts.map((draft) => registry.publishFirst(draft)));
    const [first, ...others] = published.filter((manifest) => manifest !== undefined);
    expect(others).toEqual([]);
    expect(await registry.publishFirst(draftOf(MODEL, 'late'))).toBeUndefined();
    expect(await registry.versions(MODEL)).toEqual([1]);
    expect(await registry.manifest(MODEL, 1)).toEqual(first);
  });

  test('models are those that have a version, each once', async () => {
    for (const model of ['m', 'm-2', 'm0', 'n', 'm']) await registry.publish(draftOf(model));
    await store.create(keys.artifact('half', 'a-publish', 'model'), bytes('no manifest'));
    await store.create('models/Not-A-Name/versions/1.json', bytes('{}'));
    expect(await registry.models()).toEqual(['m-2', 'm', 'm0', 'n'].sort(utf8WithSlash));
  });

  test('a draft that cannot be a manifest is refused before anything is written', async () => {
    const draft = { ...draftOf(MODEL), study: 'Not A Name' };
    await expect(registry.publish(draft)).rejects.toThrow(ManifestInvalid);
    expect(await listKeys(store, '')).toEqual([]);
  });

  test('a version that does not exist is named, with those that do', async () => {
    await publish(2);
    await expect(registry.manifest(MODEL, 3)).rejects.toThrow(VersionNotFound);
    await expect(registry.manifest(MODEL, 3)).rejects.toThrow(
      'wine-quality has no version 3: choose one of 1, 2',
    );
    await expect(registry.manifest(MODEL, Number.NaN)).rejects.toThrow(VersionNotFound);
    await expect(registry.manifest('other', 1)).rejects.toThrow('nothing has been published');
  });

  test.each([
    ['cut short', '{"schema": 1, "mod'],
    ['of another schema', '{"schema": 2}'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('a manifest that is %s is refused by name and place', async (_, body) => {
    await store.create(keys.version(MODEL, 1), typeof body === 'string' ? bytes(body) : body);
    await expect(registry.manifest(MODEL, 1)).rejects.toThrow(ManifestInvalid);
    await expect(registry.manifest(MODEL, 1)).rejects.toThrow('models/wine-quality/versions/1.json');
  });

  test('a manifest under the number of another version is refused', async () => {
    await publish(1);
    const { body } = await mustGet(store, keys.version(MODEL, 1));
    await store.create(keys.version(MODEL, 2), body);
    await expect(registry.manifest(MODEL, 2)).rejects.toThrow('it says wine-quality version 1');
  });

  test('an artifact that is missing, of another length or altered is refused', async () => {
    const { artifacts } = await registry.publish(draftOf(MODEL));
    const { model } = artifacts;
    await expect(registry.artifact({ ...model, bytes: 3 })).rejects.toThrow(ArtifactCorrupt);
    await expect(registry.artifact({ ...model, sha256: '0'.repeat(64) })).rejects.toThrow(ArtifactCorrupt);
    await store.delete(model.key);
    await expect(registry.artifact(model)).rejects.toThrow(ArtifactMissing);
  });

  test('a stray file with the highest number stops a publish, before it makes a version that none can see', async () => {
    await publish(1);
    await store.create(keys.version(MODEL, 999_999_999_999_999), bytes('{}'));
    const publishing = registry.publish(draftOf(MODEL));
    await expect(publishing).rejects.toThrow(VersionsExhausted);
    await expect(publishing).rejects.toThrow('versions/999999999999999.json');
    expect(await registry.versions(MODEL)).toEqual([1, 999_999_999_999_999]);
    expect(await listKeys(store, keys.versionsPrefix(MODEL))).toHaveLength(2);
  });

  test.each(['', 'Wine', '../secrets', 'a/b', 'x'.repeat(64)])('the name %j is refused', async (name) => {
    await expect(registry.publish(draftOf(name))).rejects.toThrow(NameInvalid);
    await expect(registry.alias(MODEL, name)).rejects.toThrow(NameInvalid);
    await expect(registry.versions(name)).rejects.toThrow(NameInvalid);
  });
}

function utf8WithSlash(a: string, b: string): number {
  return Buffer.compare(Buffer.from(`${a}/`), Buffer.from(`${b}/`));
}
