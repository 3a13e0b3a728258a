import { expect, test } from 'vitest';
import { AliasPointer, type AliasSource } from '../../../../lambdas/inference/champion/pointer.ts';
import type { GetOptions } from '../../../../lib/registry/object-store.ts';
import { MODEL, TestRegistry } from '../support.ts';

async function pointerOver(registry: TestRegistry) {
  const asked: GetOptions[] = [];
  const source: AliasSource = {
    alias: (model, alias, options) => {
      asked.push(options ?? {});
      return registry.alias(model, alias, options);
    },
  };
  const pointer = new AliasPointer(source, { model: MODEL, alias: 'champion', pollMs: 0, now: Date.now });
  return { pointer, asked };
}

test('after the first look only what has changed is fetched', async () => {
  const registry = await TestRegistry.create();
  await registry.version();
  await registry.version();
  await registry.promote(1);
  const { pointer, asked } = await pointerOver(registry);
  expect((await pointer.look(500))?.version).toBe(1);
  const known = pointer.alias;
  expect(await pointer.look(500)).toBe(known);
  await registry.promote(2);
  expect((await pointer.look(500))?.version).toBe(2);
  expect(asked.map(({ ifNoneMatch }) => ifNoneMatch !== undefined)).toEqual([false, true, true]);
});

test('the store is told how long the look may take', async () => {
  const { pointer, asked } = await pointerOver(await TestRegistry.create());
  expect(await pointer.look(500)).toBeUndefined();
  expect(asked).toEqual([{ timeoutMs: 500 }]);
});
