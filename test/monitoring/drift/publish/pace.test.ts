import { expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import { windowPaceSchema } from '../../../../lib/contract/profile.ts';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import { HOURLY_WRITES, paceFor, setPace } from '../../../../monitoring/drift/publish/pace.ts';
import { readStored } from '../../../../monitoring/drift/windows/stored-json.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

test.each([1, 100, 166])('%i sandboxes write as they like', (writers) => {
  expect(paceFor(writers)).toEqual({ seconds: 0 });
});

test.each([167, 500, 1000, 5000, 10_000])('%i sandboxes together stay below the limit', (writers) => {
  const { seconds } = paceFor(writers);
  expect(writers * (3600 / seconds)).toBeLessThanOrEqual(HOURLY_WRITES);
  expect(windowPaceSchema.parse({ seconds })).toEqual({ seconds });
});

test('more sandboxes than writes are allowed write once an hour', () => {
  expect(paceFor(100_000)).toEqual({ seconds: 3600 });
});

test('the pace is told when it changes, and where nothing needs to be said nothing is', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  const told = async () => (await readStored(store, keys.windowPace('wine'), windowPaceSchema)).value;
  await setPace(store, 'wine', { seconds: 0 });
  expect(await told()).toBeUndefined();
  await setPace(store, 'wine', { seconds: 360 });
  expect(await told()).toEqual({ seconds: 360 });
  await setPace(store, 'wine', { seconds: 0 });
  expect(await told()).toEqual({ seconds: 0 });
});
