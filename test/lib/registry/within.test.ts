import { expect, test } from 'vitest';
import { StoreTimeout } from '../../../lib/registry/store-errors.ts';
import { within } from '../../../lib/registry/within.ts';

test('work that does not end is given up after its time, and told so', async () => {
  let told = false;
  const endless = within(50, (signal) => {
    signal?.addEventListener('abort', () => {
      told = true;
    });
    return new Promise(() => undefined);
  });
  await expect(endless).rejects.toThrow(StoreTimeout);
  expect(told).toBe(true);
});

test('work that ends in time gives its outcome, and without a bound nothing is told to stop', async () => {
  expect(await within(10_000, async () => 'done')).toBe('done');
  await expect(within(10_000, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await within(undefined, async (signal) => signal)).toBeUndefined();
});
