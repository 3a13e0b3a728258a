import { expect, test } from 'vitest';
import { storeQuarantine } from '../../../../lambdas/inference/adapters/store-quarantine.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { NOT_MODIFIED } from '../../../../lib/registry/object-store.ts';
import { StoreTimeout } from '../../../../lib/registry/store-errors.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const KEY = 'quarantine/wine/2026-01-01/batch.jsonl';

test('a repeated delivery counts as stored, and what was there first stays', async () => {
  const store = openStore(await temporaryDirectory());
  const quarantine = storeQuarantine(store);
  await quarantine.store(KEY, Buffer.from('first'));
  await quarantine.store(KEY, Buffer.from('again'));
  const found = await store.get(KEY);
  expect(found !== NOT_MODIFIED && Buffer.from(found!.body).toString()).toBe('first');
});

test('what keeps an object from being stored is thrown', async () => {
  const outage = new Error('no space left');
  const store = { ...openStore(await temporaryDirectory()), create: () => Promise.reject(outage) };
  await expect(storeQuarantine(store as never).store(KEY, Buffer.from('x'))).rejects.toBe(outage);
});

test('a store that has fallen silent is given up, and what it took all the same counts when it is asked again', async () => {
  const silent = openStore(await temporaryDirectory());
  const create = async (key: string, body: Uint8Array) => {
    await silent.create(key, body);
    return new Promise<never>(() => {});
  };
  const quarantine = storeQuarantine({ ...silent, create } as never, 250);
  await expect(quarantine.store(KEY, Buffer.from('x'))).rejects.toThrow(StoreTimeout);
  await expect(quarantine.store(KEY, Buffer.from('x'))).resolves.toBeUndefined();
});

test('a large object has more time than a small one', async () => {
  const create = () => new Promise((resolve) => setTimeout(resolve, 100, { etag: '' }));
  const quarantine = storeQuarantine({ create } as never, 0);
  await expect(quarantine.store(KEY, Buffer.alloc(1_000))).rejects.toThrow(StoreTimeout);
  await expect(quarantine.store(KEY, Buffer.alloc(1_000_000))).resolves.toBeUndefined();
});
