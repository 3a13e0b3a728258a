import { beforeEach, expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import { isRollback } from '../../../../lib/registry/alias-move.ts';
import { AliasInvalid, AliasMoved, AliasNotFound, VersionNotFound } from '../../../../lib/registry/errors.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { bytes, listKeys } from '../support/collect.ts';
import { draftOf, MODEL, move } from '../support/draft.ts';

/** Aliases and their moves. */
export function aliasSuite(fresh: () => ObjectStore): void {
  let store: ObjectStore;
  let registry: ModelRegistry;
  beforeEach(() => {
    store = fresh();
    registry = new ModelRegistry(store);
  });
  const publish = async (times: number): Promise<void> => {
    for (let i = 1; i <= times; i++) await registry.publish(draftOf(MODEL, `draft ${i}`));
  };
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

  test('of two who roll back the move that both looked at, the second is refused', async () => {
    await publish(3);
    for (const version of [1, 2, 3]) await registry.moveAlias({ ...move, version });
    const first = await registry.rollback({ ...move, by: 'ann', expectSequence: 3 });
    expect(first).toMatchObject({ version: 2, reason: `rollback: ${move.reason}` });
    expect(first.moves.slice(0, 2).map(isRollback)).toEqual([true, false]);
    const second = registry.rollback({ ...move, by: 'bob', expectSequence: 3 });
    await expect(second).rejects.toThrow(AliasMoved);
    await expect(second).rejects.toThrow('was moved to version 2 by ann');
    expect(await registry.aliases(MODEL)).toMatchObject({ champion: { version: 2, sequence: 4 } });
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
}
