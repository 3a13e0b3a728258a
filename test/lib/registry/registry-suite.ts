import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keys } from '../../../lib/contract/keys.ts';
import {
  AliasInvalid,
  AliasMoved,
  AliasNotFound,
  ArtifactCorrupt,
  ArtifactMissing,
  ManifestInvalid,
  NameInvalid,
  VersionNotFound,
} from '../../../lib/registry/errors.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { bytes, listKeys, mustGet } from './support/collect.ts';
import { draftOf } from './support/draft.ts';
import { dropAnswers, faultyStore, refuseWrites } from './support/faulty-store.ts';
import type { StoreHarness } from './support/harness.ts';

const MODEL = 'wine-quality';
const DAY_MS = 24 * 3_600_000;
const move = { model: MODEL, alias: 'champion', by: 'ann', reason: 'better on the holdout' };

/** What the registry keeps, over any store. */
export function registrySuite(start: () => Promise<StoreHarness>): void {
  let harness: StoreHarness;
  let store: ObjectStore;
  let registry: ModelRegistry;
  beforeAll(async () => {
    harness = await start();
  });
  afterAll(() => harness?.close());
  beforeEach(() => {
    store = harness.open();
    registry = new ModelRegistry(store);
  });
  const publish = async (times: number): Promise<void> => {
    for (let i = 1; i <= times; i++) await registry.publish(draftOf(MODEL, `draft ${i}`));
  };

  describe('publishing', () => {
    test('versions count from 1, and their manifests and artifacts read back as they were', async () => {
      const first = await registry.publish(draftOf(MODEL, 'first'));
      const second = await registry.publish(draftOf(MODEL, 'second'));
      expect([first.version, second.version]).toEqual([1, 2]);
      expect(await registry.versions(MODEL)).toEqual([1, 2]);
      expect(await registry.manifest(MODEL, 2)).toEqual(second);
      expect(await registry.artifact(second.artifacts.model)).toEqual(Buffer.from('model of second'));
    });

    test('versions are listed by number, not by name', async () => {
      await publish(11);
      expect(await registry.versions(MODEL)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
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

    test.each(['', 'Wine', '../secrets', 'a/b', 'x'.repeat(64)])('the name %j is refused', async (name) => {
      await expect(registry.publish(draftOf(name))).rejects.toThrow(NameInvalid);
      await expect(registry.alias(MODEL, name)).rejects.toThrow(NameInvalid);
      await expect(registry.versions(name)).rejects.toThrow(NameInvalid);
    });
  });

  describe('aliases', () => {
    test('a move says what was there before, who moved it and why', async () => {
      await publish(2);
      expect(await registry.alias(MODEL, 'champion')).toBeUndefined();
      await registry.moveAlias({ ...move, version: 1 });
      const moved = await registry.moveAlias({ ...move, version: 2, by: 'bob' });
      expect(moved).toMatchObject({ sequence: 2, version: 2, previous: 1, by: 'bob', reason: move.reason });
      expect(moved.moves.map(({ sequence, version }) => [sequence, version])).toEqual([
        [2, 2],
        [1, 1],
      ]);
      expect(await registry.alias(MODEL, 'champion')).toMatchObject({ alias: moved });
      expect(await registry.aliases(MODEL)).toEqual({ champion: moved });
    });

    test('an alias that did not move since is NOT_MODIFIED', async () => {
      await publish(1);
      await registry.moveAlias({ ...move, version: 1 });
      const found = await registry.alias(MODEL, 'champion');
      if (found === undefined || found === NOT_MODIFIED) throw new Error('no alias');
      expect(await registry.alias(MODEL, 'champion', { ifNoneMatch: found.etag })).toBe(NOT_MODIFIED);
    });

    test('a move to a version that does not exist is refused and changes nothing', async () => {
      await publish(1);
      await expect(registry.moveAlias({ ...move, version: 2 })).rejects.toThrow(VersionNotFound);
      expect(await registry.aliases(MODEL)).toEqual({});
    });

    test('a move to the version that it has changes nothing, so that rollback has a way back', async () => {
      await publish(2);
      await registry.moveAlias({ ...move, version: 1 });
      const second = await registry.moveAlias({ ...move, version: 2 });
      expect(await registry.moveAlias({ ...move, version: 2 })).toEqual(second);
    });

    test('a rollback sets the version before the last move, and a second one undoes it', async () => {
      await publish(3);
      for (const version of [1, 2, 3]) await registry.moveAlias({ ...move, version });
      expect(await registry.rollback(move)).toMatchObject({ version: 2, previous: 3, sequence: 4 });
      expect(await registry.rollback(move)).toMatchObject({ version: 3, previous: 2, sequence: 5 });
    });

    test('a rollback without anything to go back to says so', async () => {
      await publish(1);
      await expect(registry.rollback(move)).rejects.toThrow(AliasNotFound);
      await registry.moveAlias({ ...move, version: 1 });
      await expect(registry.rollback(move)).rejects.toThrow('nothing to go back to');
    });

    test('an alias remembers 50 moves, its history all, and what was missing of that is repaired', async () => {
      await publish(2);
      for (let i = 0; i < 52; i++) await registry.moveAlias({ ...move, version: 1 + (i % 2) });
      await store.delete(keys.history(MODEL, 'champion', 40));
      const last = await registry.moveAlias({ ...move, version: 1 });
      expect(last.moves).toHaveLength(50);
      expect(last.moves.at(-1)?.sequence).toBe(4);
      const history = await listKeys(store, keys.historyPrefix(MODEL, 'champion'));
      expect(history).toEqual(Array.from({ length: 53 }, (_, i) => keys.history(MODEL, 'champion', i + 1)));
    });

    test('an alias file that is none is refused by name and place', async () => {
      await publish(1);
      await store.create(keys.alias(MODEL, 'champion'), bytes('{"version": 1}'));
      await expect(registry.alias(MODEL, 'champion')).rejects.toThrow(AliasInvalid);
      await expect(registry.moveAlias({ ...move, version: 1 })).rejects.toThrow('aliases/champion.json');
    });
  });

  describe('two movers', () => {
    test('of two that saw the same move, one wins and the other is told who moved it, when and to what', async () => {
      await publish(3);
      const { sequence } = await registry.moveAlias({ ...move, version: 1 });
      const outcomes = await Promise.allSettled(
        ['bob', 'carol'].map((by, i) =>
          new ModelRegistry(store).moveAlias({ ...move, by, version: 2 + i, expectSequence: sequence }),
        ),
      );
      const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect([won.length, lost.length]).toEqual([1, 1]);
      const [winner, error] = [won[0]?.value, lost[0]?.reason];
      expect(error).toBeInstanceOf(AliasMoved);
      expect(error.current).toEqual(winner);
      for (const told of [winner?.by, winner?.since, `version ${winner?.version}`])
        expect(error.message).toContain(told);
    });

    test('of two that read before either wrote, one wins although neither stated a sequence', async () => {
      await publish(3);
      await registry.moveAlias({ ...move, version: 1 });
      const gate = meeting(2);
      const movers = [2, 3].map((version) =>
        new ModelRegistry(faultyStore(store, { before: gate })).moveAlias({ ...move, version }),
      );
      const outcomes = await Promise.allSettled(movers);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { name: 'AliasMoved' },
      });
    });

    test('of two that make the first move at once, one wins', async () => {
      await publish(2);
      const gate = meeting(2);
      const movers = [1, 2].map((version) =>
        new ModelRegistry(faultyStore(store, { before: gate })).moveAlias({ ...move, version }),
      );
      const outcomes = await Promise.allSettled(movers);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('a mover that looked at an older move is told so before anything is written', async () => {
      await publish(2);
      await registry.moveAlias({ ...move, version: 1 });
      const late = registry.moveAlias({ ...move, version: 2, expectSequence: 0 });
      await expect(late).rejects.toThrow('champion of wine-quality was moved to version 1 by ann at 20');
      expect((await registry.aliases(MODEL))['champion']?.version).toBe(1);
    });
  });

  describe.each([
    ['every answer is lost', dropAnswers(1)],
    ['every second answer is lost', dropAnswers(2)],
    ['every third answer is lost', dropAnswers(3)],
    ['every second request is lost', refuseWrites(2)],
  ])('when %s', (_, faults) => {
    test('publish, move and rollback come out as if nothing had happened', async () => {
      const flaky = new ModelRegistry(faultyStore(store, faults));
      const versions = [];
      for (let i = 0; i < 3; i++) versions.push((await flaky.publish(draftOf(MODEL, `draft ${i}`))).version);
      expect(versions).toEqual([1, 2, 3]);
      expect(await flaky.moveAlias({ ...move, version: 1 })).toMatchObject({ sequence: 1, version: 1 });
      expect(await flaky.moveAlias({ ...move, version: 3 })).toMatchObject({ sequence: 2, previous: 1 });
      expect(await flaky.rollback(move)).toMatchObject({ sequence: 3, version: 1, previous: 3 });
      expect(await registry.versions(MODEL)).toEqual([1, 2, 3]);
      for (const version of versions) {
        const { artifacts, trainer } = await registry.manifest(MODEL, version);
        expect(Buffer.from(await registry.artifact(artifacts.model)).toString()).toBe(`model of ${trainer}`);
      }
      expect(await registry.aliases(MODEL)).toMatchObject({ champion: { sequence: 3, version: 1 } });
    });
  });

  test('a promotion whose answer was lost counts as the success it was, though another move followed', async () => {
    await publish(2);
    let followed = false;
    const overtaken = faultyStore(store, {
      async after({ key }) {
        if (key !== keys.alias(MODEL, 'champion') || followed) return;
        followed = true;
        await registry.moveAlias({ ...move, by: 'bob', version: 1 });
        throw new Error('the connection was closed');
      },
    });
    const mine = await new ModelRegistry(overtaken).moveAlias({ ...move, version: 2 });
    expect(mine).toMatchObject({ sequence: 1, version: 2, by: 'ann' });
    expect((await registry.aliases(MODEL))['champion']).toMatchObject({ sequence: 2, version: 1, by: 'bob' });
  });

  test('a history that cannot be written fails no move', async () => {
    await publish(1);
    const noHistory = faultyStore(store, {
      before({ key }) {
        if (key.includes('/history/')) throw new Error('denied');
      },
    });
    const moved = await new ModelRegistry(noHistory).moveAlias({ ...move, version: 1 });
    expect((await registry.aliases(MODEL))['champion']).toEqual(moved);
  });

  test('a store that stays down fails the publish, and the next one gets the number', async () => {
    const down = faultyStore(store, {
      before({ key }) {
        if (key.includes('/versions/')) throw new Error('the store is down');
      },
    });
    await expect(new ModelRegistry(down).publish(draftOf(MODEL))).rejects.toThrow('the store is down');
    expect(await registry.versions(MODEL)).toEqual([]);
    expect((await registry.publish(draftOf(MODEL))).version).toBe(1);
  });

  describe('sweeping', () => {
    /** The same store, so much later. */
    const later = (ms: number): ObjectStore => ({
      ...faultyStore(store, {}),
      now: async () => new Date((await store.now()).getTime() + ms),
    });
    const abandoned = () =>
      store.create(keys.artifact(MODEL, 'abandoned', 'model'), bytes('never a version'));

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
  });
}

/** Waits at the first write of each until all have come. */
function meeting(count: number): () => Promise<void> {
  let arrived = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return async () => {
    arrived += 1;
    if (arrived >= count) resolve();
    await promise;
  };
}

function utf8WithSlash(a: string, b: string): number {
  return Buffer.compare(Buffer.from(`${a}/`), Buffer.from(`${b}/`));
}
