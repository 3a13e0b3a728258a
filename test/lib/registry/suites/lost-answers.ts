import { beforeEach, describe, expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { draftOf, MODEL, move } from '../support/draft.ts';
import { dropAnswers, faultyStore, refuseWrites } from '../support/faulty-store.ts';

/** Answers and requests that get lost. */
export function lostAnswersSuite(fresh: () => ObjectStore): void {
  let store: ObjectStore;
  let registry: ModelRegistry;
  beforeEach(() => {
    store = fresh();
    registry = new ModelRegistry(store);
  });
  const publish = async (times: number): Promise<void> => {
    for (let i = 1; i <= times; i++) await registry.publish(draftOf(MODEL, `draft ${i}`));
  };
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
    expect((await registry.aliases(MODEL)).champion).toMatchObject({ sequence: 2, version: 1, by: 'bob' });
  });

  test('a history that cannot be written fails no move', async () => {
    await publish(1);
    const noHistory = faultyStore(store, {
      before({ key }) {
        if (key.includes('/history/')) throw new Error('denied');
      },
    });
    const moved = await new ModelRegistry(noHistory).moveAlias({ ...move, version: 1 });
    expect((await registry.aliases(MODEL)).champion).toEqual(moved);
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
}
