import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../../../lib/contract/errors.ts';
import { type Entry, isWaiting } from '../../../../lib/quarantine/entry.ts';
import { readFix } from '../../../../lib/quarantine/fix/fix.ts';
import { planReplay } from '../../../../lib/quarantine/replay/left-to-replay.ts';
import { type ReplayJob, replay } from '../../../../lib/quarantine/replay/replay.ts';
import { REPLAY_MAX_BYTES } from '../../../../lib/quarantine/replay/replay-event.ts';
import { isSelected } from '../../../../lib/quarantine/selection.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { dropAnswers, faultyStore } from '../../registry/support/faulty-store.ts';
import { directoryHarness } from '../../registry/support/harness.ts';
import {
  base64,
  destinationObject,
  entriesOf,
  eventRecord,
  failedBatch,
  quarantineObject,
  rejected,
  StandInFunction,
  virtualTime,
} from '../support.ts';

const GOOD = '{"x":1}';
const BAD = '{"x":"1"}';
const FIX = readFix({ toNumber: ['x'] }, 'fix.json', undefined);
const NEVER = new AbortController().signal;

async function emptyStore(): Promise<ObjectStore> {
  const running = await directoryHarness();
  onTestFinished(() => running.close());
  return running.open();
}

function bad(sequenceNumber: number, data = BAD, more = {}) {
  return rejected(sequenceNumber, { data: base64(data), ...more });
}

/** Replays all that a plan leaves, and answers what came of it. */
async function replayAll(store: ObjectStore, target: StandInFunction, given: Partial<ReplayJob> = {}) {
  const time = virtualTime();
  const { left } = planReplay(await entriesOf(store), {
    ...{ fix: given.fix?.digest ?? null, version: target.version, again: false },
  });
  const job = { store, entries: left, target, dryRun: false, by: 'tester', time, signal: NEVER };
  return { ...(await replay({ ...job, ...given })), slept: time.slept };
}

function id(sequenceNumber: number, sub: number | '-' = '-'): string {
  return `weir-input:shardId-000000000000:${sequenceNumber}:${sub}`;
}

function waiting(entries: readonly Entry[]): string[] {
  return entries.filter(isWaiting).map(({ predictionId }) => predictionId);
}

test('records go in the order of their streams, one shard and one source an event, under their ids', async () => {
  const store = await emptyStore();
  const child = { shardId: 'shardId-000000000001' };
  await quarantineObject(store, [bad(30), bad(200)]);
  await quarantineObject(store, [bad(7, BAD, child), bad(1000, BAD, child)]);
  await quarantineObject(store, [bad(4), bad(199, BAD, { subSequenceNumber: 10 })]);
  await quarantineObject(store, [bad(199, BAD, { subSequenceNumber: 9 })]);
  await destinationObject(store, failedBatch([eventRecord(31, GOOD), eventRecord(198, GOOD)]));
  const target = new StandInFunction();
  expect(await replayAll(store, target)).toMatchObject({
    selected: 9,
    replayed: 9,
    predicted: 2,
    rejected: 7,
  });
  const sent = target.events.map((event) => event.map(({ predictionId }) => predictionId));
  expect(sent).toEqual([
    [id(4), id(30)],
    [id(31), id(198)],
    [id(199, 9), id(199, 10), id(200)],
    [7, 1000].map((n) => `weir-input:shardId-000000000001:${n}:-`),
  ]);
  expect(target.requests.map(({ quarantined }) => quarantined)).toEqual([true, false, true, true]);
  expect(target.requests[2]).toEqual({ quarantined: true, subSequenceNumbers: [9, 10, null] });
});

test('the event says of each record what the first delivery said', async () => {
  const store = await emptyStore();
  await destinationObject(store, failedBatch([eventRecord(31, GOOD)]));
  await quarantineObject(store, [bad(32)]);
  const payloads: string[] = [];
  const target = new StandInFunction();
  const spy = {
    invoke: (payload: string) => {
      payloads.push(payload);
      return target.invoke(payload);
    },
  };
  await replayAll(store, target, { target: spy });
  const [given, rejectedOne] = payloads.map((payload) => JSON.parse(payload).Records[0]);
  expect(given).toMatchObject(eventRecord(31, GOOD));
  expect(rejectedOne).toMatchObject({
    eventID: 'shardId-000000000000:32',
    eventSourceARN: expect.stringMatching(/:stream\/weir-input$/),
    kinesis: {
      partitionKey: 'key-32',
      data: base64(BAD),
      approximateArrivalTimestamp: Date.parse('2026-11-21T04:59:59.123Z') / 1000,
    },
  });
});

test('events hold at most 500 records and 4 MiB', async () => {
  const store = await emptyStore();
  await quarantineObject(
    store,
    Array.from({ length: 1001 }, (_, i) => bad(i)),
  );
  const large = JSON.stringify({ x: 'x'.repeat(1_000_000) });
  await quarantineObject(
    store,
    Array.from({ length: 5 }, (_, i) => bad(2000 + i, large)),
  );
  const target = new StandInFunction();
  const sizes: number[] = [];
  const spy = {
    invoke: (payload: string) => {
      sizes.push(Buffer.byteLength(payload));
      return target.invoke(payload);
    },
  };
  await replayAll(store, target, { target: spy });
  expect(target.events.map((event) => event.length)).toEqual([500, 500, 4, 2]);
  expect(Math.max(...sizes)).toBeLessThan(REPLAY_MAX_BYTES + 1_000);
});

test('a rate is kept, with no more than a second of records in an event', async () => {
  const store = await emptyStore();
  await quarantineObject(
    store,
    Array.from({ length: 10 }, (_, i) => bad(i)),
  );
  const target = new StandInFunction();
  const { slept } = await replayAll(store, target, { perSecond: 4 });
  expect(target.events.map((event) => event.length)).toEqual([4, 4, 2]);
  expect(slept).toEqual([1000, 1000]);
});

test('a rate is not made up for after a pause', async () => {
  const store = await emptyStore();
  await quarantineObject(
    store,
    Array.from({ length: 12 }, (_, i) => bad(i)),
  );
  const target = new StandInFunction();
  target.instead = (_, number) => (number > 1 && number < 6 ? { status: 'throttled' } : undefined);
  const { slept } = await replayAll(store, target, { perSecond: 4 });
  // Each pause of the back-off, and what it leaves of a second; then a second once more.
  expect(slept).toEqual([1000, 375, 625, 750, 250, 1500, 3000, 1000]);
  expect(target.events.map((event) => event.length)).toEqual([4, 4, 4, 4, 4, 4, 4]);
});

test('what was replayed is marked with who, when, which version and which fix, and is left alone after that', async () => {
  const store = await emptyStore();
  await quarantineObject(store, [bad(1), bad(2, 'no JSON'), bad(3, GOOD)]);
  // The same record again, in a batch of another composition.
  await quarantineObject(store, [bad(1, BAD, { rejectedAt: '2026-11-21T06:00:00.000Z' })]);
  const target = new StandInFunction();
  const first = await replayAll(store, target, { fix: FIX });
  expect(first).toMatchObject({
    ...{ predicted: 2, rejected: 1, rejectedByReason: { 'not-a-number': 1 }, version: 1 },
    mending: { mended: 1, byRule: { 'toNumber x': 1 }, unchanged: 1, notJson: 1 },
  });
  expect(target.put).toEqual([id(1), id(3)]);
  const entries = await entriesOf(store);
  expect(waiting(entries)).toEqual([id(2)]);
  expect(entries.find(({ predictionId }) => predictionId === id(1))?.replays).toEqual([
    {
      ...{ eventId: expect.any(String), at: '2026-11-21T07:00:00.000Z', by: 'tester' },
      ...{ version: 1, fix: FIX.digest, result: 'predicted' },
    },
  ]);
  expect(await replayAll(store, target, { fix: FIX })).toMatchObject({ selected: 0 });
  expect(target.events).toHaveLength(1);
  // Another fix, or another version, may do what this one could not.
  target.version = 2;
  expect(await replayAll(store, target, { fix: FIX })).toMatchObject({ selected: 1, rejected: 1 });
  expect(await replayAll(store, target)).toMatchObject({ selected: 1, rejected: 1 });
  expect(await replayAll(store, target)).toMatchObject({ selected: 0 });
});

test('with a version that is not known beforehand, the same fix is not tried twice', async () => {
  const store = await emptyStore();
  await quarantineObject(store, [bad(1)]);
  await replayAll(store, new StandInFunction());
  const entries = await entriesOf(store);
  const plan = (fix: string | null, again = false) => planReplay(entries, { fix, version: undefined, again });
  expect(plan(null)).toMatchObject({ left: [], triedInVain: [{ sequenceNumber: '1' }] });
  expect(plan('another').left).toHaveLength(1);
  expect(plan(null, true).left).toHaveLength(1);
});

test('a dry run writes nothing', async () => {
  const store = await emptyStore();
  await quarantineObject(store, [bad(1), bad(2, GOOD)]);
  const target = new StandInFunction();
  const { predicted, rejected: again } = await replayAll(store, target, { dryRun: true, fix: FIX });
  expect({ predicted, again, put: target.put }).toEqual({ predicted: 2, again: 0, put: [] });
  expect(target.requests).toEqual([{ quarantined: true, dryRun: true }]);
  expect(waiting(await entriesOf(store))).toHaveLength(2);
});

describe('an aggregate of the destination', () => {
  /** Answers as the function does of an aggregate of three, of which one is bad. */
  function takingApart(): StandInFunction {
    const target = new StandInFunction();
    target.instead = ([first], number) => {
      if (number > 1) return undefined;
      const part = first!.predictionId.slice(0, -1);
      const replay = {
        version: 1,
        predicted: [`${part}0`, `${part}2`],
        rejected: [{ predictionId: `${part}1`, reason: 'not-json' }],
      };
      return { status: 'returned', payload: JSON.stringify({ batchItemFailures: [], replay }) };
    };
    return target;
  }

  test('comes apart: its parts are counted, and it waits no longer', async () => {
    const store = await emptyStore();
    await destinationObject(store, failedBatch([eventRecord(5, 'an aggregate')]));
    const outcome = await replayAll(store, takingApart());
    expect(outcome).toMatchObject({ replayed: 1, predicted: 2, rejected: 1 });
    expect((await entriesOf(store))[0]?.replays).toMatchObject([{ result: 'taken-apart' }]);
    expect(waiting(await entriesOf(store))).toEqual([]);
  });

  test('in the quarantine stays waiting while a part of it is rejected, which is stored nowhere else', async () => {
    const store = await emptyStore();
    await quarantineObject(store, [bad(5, 'an aggregate', { reason: 'aggregate-too-large' })]);
    await replayAll(store, takingApart());
    expect(waiting(await entriesOf(store))).toEqual([id(5)]);
    expect(await replayAll(store, takingApart())).toMatchObject({ selected: 0 });
  });
});

describe('when the function', () => {
  async function storeOf(count: number): Promise<ObjectStore> {
    const store = await emptyStore();
    await quarantineObject(
      store,
      Array.from({ length: count }, (_, i) => bad(i + 1, GOOD)),
    );
    return store;
  }

  test('hands records back, they are tried again, and what it took is marked at once', async () => {
    const store = await storeOf(4);
    const target = new StandInFunction();
    target.instead = (event, number) =>
      number === 1 ? target.answer(event, { quarantined: true }, 2) : undefined;
    expect(await replayAll(store, target)).toMatchObject({ predicted: 4, notReached: 0, stopped: undefined });
    expect(target.events.map((event) => event.length)).toEqual([4, 2]);
    expect(target.put).toEqual([1, 2, 3, 4].map((n) => id(n)));
  });

  test('goes on handing them back, the rest stays waiting, and it is said why', async () => {
    const store = await storeOf(4);
    const target = new StandInFunction();
    target.instead = (event, number) => target.answer(event, { quarantined: true }, number === 1 ? 2 : 0);
    const outcome = await replayAll(store, target);
    expect(outcome).toMatchObject({ replayed: 2, notReached: 2, failed: [], stopped: /handed records back/ });
    expect(outcome.slept).toEqual([375, 750, 1500, 3000, 6000]);
    expect(waiting(await entriesOf(store))).toEqual([id(3), id(4)]);
  });

  test.each([
    [
      'has no version to answer with',
      { batchItemFailures: [{ itemIdentifier: '1' }] },
      /handed all records back/,
    ],
    ['is older than replays', { batchItemFailures: [] }, /without a report/],
    ['answers with nothing', null, /none of the inference function/],
    ['hands back what it was not given', foreign(), /not given/],
    [
      'leaves a record out',
      { batchItemFailures: [], replay: { version: 1, predicted: [], rejected: [] } },
      /leaves out/,
    ],
  ])('%s, nothing is marked', async (_, answer, why) => {
    const store = await storeOf(2);
    const target = new StandInFunction();
    target.instead = () => ({ status: 'returned', payload: JSON.stringify(answer) });
    const { replayed, notReached, stopped } = await replayAll(store, target);
    expect({ replayed, notReached }).toEqual({ replayed: 0, notReached: 2 });
    expect(stopped).toMatch(why);
    expect((await entriesOf(store)).flatMap(({ replays }) => replays)).toEqual([]);
  });

  test('dies on one record, that one is found and stays, and all others are answered', async () => {
    const store = await storeOf(40);
    const target = new StandInFunction();
    const error = { errorType: 'Runtime.ExitError', errorMessage: 'exit code 7' };
    target.instead = (event) =>
      event.some(({ predictionId }) => predictionId === id(17)) ? { status: 'failed', error } : undefined;
    const outcome = await replayAll(store, target);
    expect(outcome).toMatchObject({
      predicted: 39,
      notReached: 0,
      stopped: undefined,
      failed: [{ predictionId: id(17), message: 'Runtime.ExitError: exit code 7' }],
    });
    expect(waiting(await entriesOf(store))).toEqual([id(17)]);
    // Two tries at each of the sizes 40, 20, 10, 5, 2 or 3, 1, and the other halves.
    expect(target.events.length).toBeLessThan(25);
  });

  test('fails on everything, the replay ends instead of going through all of it', async () => {
    const store = await storeOf(500);
    const target = new StandInFunction();
    target.instead = () => ({ status: 'failed', error: { errorType: 'Error', errorMessage: 'no model' } });
    const { failed, notReached, stopped } = await replayAll(store, target);
    expect([failed.length, notReached]).toEqual([10, 490]);
    expect(stopped).toMatch(/fails on every record: Error: no model/);
  });

  test('cannot be called, what was answered before counts', async () => {
    const store = await storeOf(501);
    const target = new StandInFunction();
    target.instead = (_event, number) => {
      if (number === 2) throw new UserError('there is no function');
      return undefined;
    };
    expect(await replayAll(store, target)).toMatchObject({
      ...{ replayed: 500, notReached: 1, stopped: undefined },
      fault: { thrown: expect.any(UserError) },
    });
    expect(waiting(await entriesOf(store))).toHaveLength(1);
  });
});

function foreign() {
  const replay = { version: 1, predicted: [], rejected: [] };
  return { batchItemFailures: [{ itemIdentifier: '99' }], replay };
}

test('an abort ends it after the event in flight, which is marked', async () => {
  const store = await emptyStore();
  await quarantineObject(
    store,
    [1, 2, 3].map((n) => bad(n, GOOD)),
  );
  const abort = new AbortController();
  const target = new StandInFunction();
  target.instead = () => {
    abort.abort();
    return undefined;
  };
  const outcome = await replayAll(store, target, { perSecond: 1, signal: abort.signal });
  expect(outcome).toMatchObject({ replayed: 1, notReached: 2, stopped: undefined, fault: undefined });
  expect(waiting(await entriesOf(store))).toEqual([id(2), id(3)]);
});

test('a crash between the answer and its mark repeats the event under the same ids', async () => {
  const store = await emptyStore();
  await quarantineObject(store, [bad(1, GOOD)]);
  const target = new StandInFunction();
  const deaf = faultyStore(store, {
    before: () => {
      throw new Error('the process is gone');
    },
  });
  const { fault, replayed } = await replayAll(store, target, { store: deaf });
  expect({ fault, replayed }).toMatchObject({
    fault: { thrown: { message: 'the process is gone' } },
    replayed: 0,
  });
  await replayAll(store, target);
  expect(target.put).toEqual([id(1), id(1)]);
  expect(waiting(await entriesOf(store))).toEqual([]);
});

/** What may be set aside: who, what of it, where, in how many copies. */
const setAside = fc.uniqueArray(
  fc.record({
    sequenceNumber: fc.integer({ min: 1, max: 60 }),
    data: fc.constantFrom(GOOD, BAD, '{"y":1}', 'no JSON'),
    where: fc.constantFrom('quarantine', 'twice', 'destination', 'both'),
    reason: fc.constantFrom('not-a-number', 'not-json'),
  }),
  { minLength: 1, maxLength: 12, selector: ({ sequenceNumber }) => sequenceNumber },
);

const selections = fc.record({
  reasons: fc.option(fc.constantFrom(['not-a-number'], ['not-json', 'empty']), { nil: undefined }),
  kinds: fc.option(fc.constantFrom(['quarantine'], ['destination']), { nil: undefined }),
  partitionKey: fc.option(fc.constantFrom('key-1', 'key-2'), { nil: undefined, freq: 4 }),
});

test('a replay of any selection, in any weather, leaves nothing to a second one', async () => {
  const store = await emptyStore();
  let world = 0;
  await fc.assert(
    fc.asyncProperty(
      setAside,
      selections,
      fc.boolean(),
      fc.infiniteStream(fc.nat(5)),
      async (records, selection, mend, luck) => {
        // Shards are worlds of their own in one store.
        const shard = `shardId-${String(++world).padStart(12, '0')}`;
        await writeRecords(store, shard, records);
        const fix = mend ? FIX : undefined;
        const selected = async () =>
          (await entriesOf(store)).filter(
            (entry) =>
              entry.shardId === shard && isSelected(entry, selection as Parameters<typeof isSelected>[1]),
          );
        const planned = async () =>
          planReplay(await selected(), { fix: fix?.digest ?? null, version: 1, again: false }).left;
        const target = new StandInFunction();
        target.instead = (event) => {
          const chance = luck.next().value;
          if (chance === 0) return { status: 'throttled' };
          if (chance === 1)
            return { status: 'failed', error: { errorType: 'E', errorMessage: 'now and then' } };
          return chance === 2 ? target.answer(event, { quarantined: true }, event.length >> 1) : undefined;
        };
        const time = virtualTime();
        const job = { store: faultyStore(store, dropAnswers(2)), target, fix, dryRun: false, by: 't', time };
        for (let run = 0; run < 30 && (await planned()).length > 0; run++)
          await replay({ ...job, entries: await planned(), signal: NEVER });
        expect(await planned()).toEqual([]);
        const left = await selected();
        const predictable = (data: string) => data === GOOD || (mend && data === BAD);
        const expected = records
          .filter(({ data }) => predictable(data))
          .map((record) => `weir-input:${shard}:${record.sequenceNumber}:-`);
        const isChosen = new Set(left.map(({ predictionId }) => predictionId));
        expect(new Set(target.put)).toEqual(new Set(expected.filter((one) => isChosen.has(one))));
        expect(new Set(waiting(left))).toEqual(
          new Set([...isChosen].filter((one) => !expected.includes(one))),
        );
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

async function writeRecords(
  store: ObjectStore,
  shardId: string,
  records: readonly { sequenceNumber: number; data: string; where: string; reason: string }[],
): Promise<void> {
  for (const { sequenceNumber, data, where, reason } of records) {
    const line = bad(sequenceNumber, data, { shardId, reason });
    if (where !== 'destination') await quarantineObject(store, [line]);
    if (where === 'twice')
      await quarantineObject(store, [{ ...line, rejectedAt: '2026-11-21T05:30:00.000Z' }]);
    if (where === 'destination' || where === 'both')
      await destinationObject(store, failedBatch([eventRecord(sequenceNumber, data, shardId)]));
  }
}
