import { expect, it } from 'vitest';
import { keys } from '../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { latestRejections } from '../../../localstack/console/latest-rejections.ts';
import { scratch } from '../../bin/support/registries.ts';

const NOW = Date.UTC(2026, 10, 21, 0, 5);

function rejection(id: string, rejectedAt: string) {
  const origin = { streamName: 'in', shardId: 's', sequenceNumber: '1', subSequenceNumber: null };
  return JSON.stringify({
    ...{
      schema: 1,
      predictionId: id,
      reason: 'not-a-number',
      field: 'alcohol',
      came: 'string',
      action: 'Send 8.8.',
    },
    ...{ model: 'risk', version: 1, rejectedAt, ...origin, partitionKey: '1', arrivedAt: rejectedAt },
    data: Buffer.from('{"alcohol": "secret"}').toString('base64'),
  });
}

it('are those of the quarantine without a value of the records, newest first, yesterday too', async () => {
  const store = new DirectoryStore(scratch());
  const put = (day: string, batch: string, text: string) =>
    store.create(keys.quarantine('risk', day, batch), Buffer.from(text));
  await put('2026-11-20', 'a', `${rejection('older', '2026-11-20T23:59:00.000Z')}\n`);
  await put('2026-11-21', 'b', `${rejection('newer', '2026-11-21T00:01:00.000Z')}\nno rejection\n`);
  const clock = { ms: NOW };
  const latest = latestRejections(store, 'risk', () => clock.ms);
  const found = await latest.look(0);
  expect(found.map(({ id }) => id)).toEqual(['newer', 'older']);
  expect(found[0]).toEqual({
    ...{ id: 'newer', reason: 'not-a-number', field: 'alcohol', came: 'string' },
    ...{ action: 'Send 8.8.', at: '2026-11-21T00:01:00.000Z' },
  });
  expect(JSON.stringify(found)).not.toMatch(/secret|c2VjcmV0|partitionKey/);
});

it('are read again when more records were rejected, and not before', async () => {
  const store = new DirectoryStore(scratch());
  let lists = 0;
  const counting = {
    get: store.get.bind(store),
    list(prefix: string) {
      lists++;
      return store.list(prefix);
    },
  };
  const clock = { ms: NOW };
  const latest = latestRejections(counting, 'risk', () => clock.ms);
  await latest.look(0);
  const first = lists;
  clock.ms += 60_000;
  await latest.look(0);
  expect(lists).toBe(first);
  await latest.look(1);
  expect(lists).toBeGreaterThan(first);
});

it('a quarantine that does not answer holds nothing up, and one that fails is left alone for a while', async () => {
  const store = new DirectoryStore(scratch());
  const hanging = Promise.withResolvers<never>();
  let lists = 0;
  const broken = {
    get: store.get.bind(store),
    async *list() {
      lists++;
      await hanging.promise;
      yield* [];
    },
  };
  const clock = { ms: NOW };
  const latest = latestRejections(broken, 'risk', () => clock.ms);
  expect(await latest.look(1)).toEqual([]);
  hanging.reject(new Error('gone'));
  await latest.look(1);
  await latest.look(1);
  expect(lists).toBe(1);
  clock.ms += 5_000;
  await latest.look(1);
  expect(lists).toBe(2);
});

it('are looked for although the clock was set back', async () => {
  const store = new DirectoryStore(scratch());
  const clock = { ms: NOW };
  const latest = latestRejections(store, 'risk', () => clock.ms);
  await latest.look(0);
  clock.ms -= 3_600_000;
  await store.create(
    keys.quarantine('risk', '2026-11-20', 'a'),
    Buffer.from(rejection('one', '2026-11-20T23:05:00.000Z')),
  );
  expect((await latest.look(1)).map(({ id }) => id)).toEqual(['one']);
});
