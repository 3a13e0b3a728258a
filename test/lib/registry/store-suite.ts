import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NOT_MODIFIED, type ObjectStore, PreconditionFailed } from '../../../lib/registry/object-store.ts';
import { KeyInvalid } from '../../../lib/registry/store-errors.ts';
import { bytes, increment, listAll, listKeys, mustGet, textOf } from './support/collect.ts';
import type { StoreHarness } from './support/harness.ts';
import { probeConditions } from './support/probe.ts';

/** In the order of their UTF-8 bytes, which is not that of UTF-16: U+FF5E comes before U+1F377. */
const ODD_KEYS = [
  ' leading space',
  '%2e%2e/%2f',
  '...',
  '.hidden/.store',
  'A',
  'CON.txt',
  'a',
  'a b+c&d=e',
  'a!/x',
  'a.b',
  'a.b/c',
  'a/b',
  'a/b/c',
  'a0',
  'quote"\'<&>`|?*:\\#;',
  'ä/é',
  '～',
  '🍷/wine',
];

/** What every ObjectStore keeps, whatever it is made of. */
export function storeSuite(start: () => Promise<StoreHarness>): void {
  let harness: StoreHarness;
  let store: ObjectStore;
  beforeAll(async () => {
    harness = await start();
    await probeConditions(harness.open());
  });
  afterAll(() => harness?.close());
  beforeEach(() => {
    store = harness.open();
  });

  describe('reading', () => {
    test('an object comes back as it was written, with the etag of the write', async () => {
      const body = randomBytes(100_000);
      const { etag } = await store.create('models/m/model.onnx', body);
      const stored = await mustGet(store, 'models/m/model.onnx');
      expect(Buffer.compare(stored.body, body)).toBe(0);
      expect(stored.etag).toBe(etag);
    });

    test('a large and an empty object come back whole', async () => {
      const large = randomBytes(5_000_000);
      await store.create('large', large);
      await store.create('empty', new Uint8Array());
      expect(Buffer.compare((await mustGet(store, 'large')).body, large)).toBe(0);
      expect((await mustGet(store, 'empty')).body.byteLength).toBe(0);
    });

    test('a key without an object gives undefined', async () => {
      expect(await store.get('nothing/here')).toBeUndefined();
    });

    test('an etag that is still current gives NOT_MODIFIED, an old one the object', async () => {
      const { etag } = await store.create('pointer', bytes('1'));
      expect(await store.get('pointer', { ifNoneMatch: etag })).toBe(NOT_MODIFIED);
      await store.swap('pointer', bytes('2'), etag);
      const changed = await store.get('pointer', { ifNoneMatch: etag });
      expect(changed).toMatchObject({ etag: (await mustGet(store, 'pointer')).etag });
      expect(await store.get('missing', { ifNoneMatch: etag })).toBeUndefined();
    });
  });

  describe('conditional writes', () => {
    test('a second create is refused, names the key and leaves the first', async () => {
      await store.create('once', bytes('first'));
      const second = store.create('once', bytes('second'));
      await expect(second).rejects.toThrow(PreconditionFailed);
      await expect(second).rejects.toMatchObject({ key: 'once' });
      expect(await textOf(store, 'once')).toBe('first');
    });

    test('a swap replaces the object and gives the new etag', async () => {
      const { etag } = await store.create('pointer', bytes('1'));
      const swapped = await store.swap('pointer', bytes('2'), etag);
      expect(swapped.etag).not.toBe(etag);
      expect((await mustGet(store, 'pointer')).etag).toBe(swapped.etag);
      expect(await textOf(store, 'pointer')).toBe('2');
    });

    test('a swap by an old etag, or of an object that is gone, is refused', async () => {
      const { etag } = await store.create('pointer', bytes('1'));
      const { etag: next } = await store.swap('pointer', bytes('2'), etag);
      await expect(store.swap('pointer', bytes('3'), etag)).rejects.toThrow(PreconditionFailed);
      await store.delete('pointer');
      await expect(store.swap('pointer', bytes('3'), next)).rejects.toThrow(PreconditionFailed);
      expect(await store.get('pointer')).toBeUndefined();
    });

    test('of many that create one key at once, one succeeds and its body stays', async () => {
      const writers = Array.from({ length: 12 }, (_, i) => store.create('race', bytes(`writer ${i}`)));
      const outcomes = await Promise.allSettled(writers);
      const winners = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [i] : []));
      expect(winners).toHaveLength(1);
      expect(await textOf(store, 'race')).toBe(`writer ${winners[0]}`);
    });

    test('no increment is lost when many swap one counter at once', async () => {
      await store.create('counter', bytes('0'));
      const seen = await Promise.all(Array.from({ length: 6 }, () => increment(store, 'counter', 4)));
      expect(await textOf(store, 'counter')).toBe('24');
      expect(new Set(seen.flat()).size).toBe(24);
    });
  });

  describe('listing', () => {
    test('keys come in the order of their UTF-8 bytes, however odd, and lead to their objects', async () => {
      for (const key of ODD_KEYS.toReversed()) await store.create(key, bytes(`at ${key}`));
      const listed = await listAll(store, '');
      expect(listed.map(({ key }) => key)).toEqual(ODD_KEYS);
      for (const { key, bytes: length, etag } of listed) {
        expect(await textOf(store, key)).toBe(`at ${key}`);
        expect(length).toBe(Buffer.byteLength(`at ${key}`));
        expect(etag).toBe((await mustGet(store, key)).etag);
      }
    });

    test('a prefix need not end at a slash', async () => {
      for (const key of ['a/1', 'a/10', 'a/2', 'ab/1', 'b/1']) await store.create(key, bytes('x'));
      expect(await listKeys(store, 'a')).toEqual(['a/1', 'a/10', 'a/2', 'ab/1']);
      expect(await listKeys(store, 'a/1')).toEqual(['a/1', 'a/10']);
      expect(await listKeys(store, 'a/')).toEqual(['a/1', 'a/10', 'a/2']);
      for (const prefix of ['c', '/', 'a//', '../', 'a/../a/', 'a/1/'])
        expect(await listKeys(store, prefix)).toEqual([]);
    });

    test('startAfter leaves out what is not after it, whether it exists or not', async () => {
      const keys = ['t/1', 't/2', 't/3/a', 't/3/b', 't/4', 't/5'];
      for (const key of keys) await store.create(key, bytes('x'));
      expect(await listKeys(store, 't/', 't/3/a')).toEqual(['t/3/b', 't/4', 't/5']);
      expect(await listKeys(store, 't/', 't/3')).toEqual(['t/3/a', 't/3/b', 't/4', 't/5']);
      expect(await listKeys(store, 't/', 't/30')).toEqual(['t/4', 't/5']);
      expect(await listKeys(store, 't/', 'a')).toEqual(keys);
      expect(await listKeys(store, 't/', 'z')).toEqual([]);
    });
  });

  describe('deleting', () => {
    test('a deleted object is gone and its key can be created again', async () => {
      await store.create('a/b/c', bytes('1'));
      await store.delete('a/b/c');
      expect(await store.get('a/b/c')).toBeUndefined();
      expect(await listKeys(store, '')).toEqual([]);
      await store.create('a/b/c', bytes('2'));
      expect(await textOf(store, 'a/b/c')).toBe('2');
    });

    test('to delete what is not there does nothing', async () => {
      await store.delete('never/was');
      expect(await listKeys(store, '')).toEqual([]);
    });
  });

  test("the store's time and the times of its objects are one clock", async () => {
    const before = await store.now();
    await store.create('stamped', bytes('x'));
    const { lastModified } = await mustGet(store, 'stamped');
    const after = await store.now();
    // S3 keeps times to the second.
    expect(lastModified.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1000);
    expect(lastModified.getTime()).toBeLessThanOrEqual(after.getTime());
    expect((await listAll(store, ''))[0]?.lastModified.getTime()).toBe(lastModified.getTime());
  });

  test.each([
    ['nothing', ''],
    ['a leading slash', '/a'],
    ['a trailing slash', 'a/'],
    ['an empty part', 'a//b'],
    ['a dot', './a'],
    ['a way up', 'a/../../b'],
    ['half a surrogate pair', '\ud800'],
    ['1,025 bytes', 'x'.repeat(1025)],
  ])('a key of %s is refused by name', async (_, key) => {
    await expect(store.create(key, bytes('x'))).rejects.toThrow(KeyInvalid);
    await expect(store.get(key)).rejects.toThrow(KeyInvalid);
    await expect(store.delete(key)).rejects.toThrow(KeyInvalid);
  });
}
