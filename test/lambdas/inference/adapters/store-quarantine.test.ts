import { expect, test } from 'vitest';
import { storeQuarantine } from '../../../../lambdas/inference/adapters/store-quarantine.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { NOT_MODIFIED } from '../../../../lib/registry/object-store.ts';
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
