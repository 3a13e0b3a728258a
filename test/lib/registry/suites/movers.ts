import { beforeEach, expect, test } from 'vitest';
import { AliasMoved } from '../../../../lib/registry/errors.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { draftOf, MODEL, move } from '../support/draft.ts';
import { faultyStore } from '../support/faulty-store.ts';

/** Two who move one alias. */
export function moversSuite(fresh: () => ObjectStore): void {
  let store: ObjectStore;
  let registry: ModelRegistry;
  beforeEach(() => {
    store = fresh();
    registry = new ModelRegistry(store);
  });
  const publish = async (times: number): Promise<void> => {
    for (let i = 1; i <= times; i++) await registry.publish(draftOf(MODEL, `draft ${i}`));
  };
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
    expect((await registry.aliases(MODEL)).champion?.version).toBe(1);
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
