import { describe, expect, onTestFinished, test } from 'vitest';
import { keys } from '../../../lib/contract/keys.ts';
import { readCatalogue } from '../../../lib/quarantine/catalogue.ts';
import { isWaiting, kindOf } from '../../../lib/quarantine/entry.ts';
import { Originals } from '../../../lib/quarantine/originals.ts';
import { functionNameOf, isSelected } from '../../../lib/quarantine/selection.ts';
import { directoryHarness, s3Harness } from '../registry/support/harness.ts';
import {
  base64,
  destinationObject,
  entriesOf,
  eventRecord,
  failedBatch,
  MODEL,
  quarantineObject,
  rejected,
} from './support.ts';

describe.each([
  ['a directory', directoryHarness],
  ['S3', s3Harness],
])('what was set aside in %s', (_, harness) => {
  async function openStore() {
    const running = await harness();
    onTestFinished(() => running.close());
    return running.open();
  }

  test('is empty where nothing was', async () => {
    expect(await readCatalogue(await openStore(), MODEL)).toEqual({ entries: [], batches: [], broken: [] });
  });

  test('is listed from more objects than are read at once, each record with its place', async () => {
    const store = await openStore();
    const sources = new Map<string, string>();
    for (let i = 0; i < 20; i++) {
      const source = await quarantineObject(store, [rejected(2 * i), rejected(2 * i + 1)]);
      for (const n of [2 * i, 2 * i + 1]) sources.set(rejected(n).predictionId, source);
    }
    const entries = await entriesOf(store);
    expect(entries).toHaveLength(40);
    for (const { predictionId, places } of entries)
      expect(places).toMatchObject([{ kind: 'quarantine', source: sources.get(predictionId) }]);
  });

  test('counts a record once, with the data of its earliest copy and the reason of its latest', async () => {
    const store = await openStore();
    const [early, late] = ['2026-11-21T05:00:00.000Z', '2026-11-21T06:00:00.000Z'];
    const second = rejected(7, {
      rejectedAt: late,
      reason: 'missing-feature',
      version: 2,
      data: base64('mended'),
    });
    await quarantineObject(store, [rejected(6), second]);
    await quarantineObject(store, [rejected(7, { rejectedAt: early, data: base64('as it came') })]);
    const entry = (await entriesOf(store)).find(({ sequenceNumber }) => sequenceNumber === '7')!;
    expect(entry).toMatchObject({
      setAsideAt: early,
      rejection: { reason: 'missing-feature', version: 2, at: late },
    });
    expect(entry.places).toHaveLength(2);
    expect(await new Originals(store).of(entry)).toMatchObject({ data: base64('as it came') });
  });

  test('takes the data from the destination where it is there too, and counts the record as rejected', async () => {
    const store = await openStore();
    await quarantineObject(store, [rejected(3, { data: base64('mended') })]);
    await destinationObject(store, failedBatch([eventRecord(3, 'as it came'), eventRecord(4, 'x')]));
    const entries = await entriesOf(store);
    const kinds = entries.map((entry) => [entry.sequenceNumber, kindOf(entry), entry.condition]);
    expect(kinds.sort()).toEqual([
      ['3', 'quarantine', 'RetryAttemptsExhausted'],
      ['4', 'destination', 'RetryAttemptsExhausted'],
    ]);
    const both = entries.find(({ sequenceNumber }) => sequenceNumber === '3')!;
    expect(await new Originals(store).of(both)).toMatchObject({
      data: base64('as it came'),
      streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/weir-input',
    });
  });

  test('names what is broken, and reads the rest', async () => {
    const store = await openStore();
    const lines = ['{"schema":1}', rejected(1), 'no JSON', rejected(2, { predictionId: 'another' })];
    const source = await quarantineObject(store, lines);
    const cut = await destinationObject(store, '{"requestContext":');
    const noEvent = await destinationObject(store, failedBatch([], { payload: '[' }));
    const half = await destinationObject(store, failedBatch([eventRecord(5, 'x'), { eventID: 'x' }]));
    const bare = await destinationObject(store, failedBatch([], { payload: undefined }));
    const whole = await destinationObject(
      store,
      failedBatch([], { payload: { Records: [eventRecord(6, 'x')] } }),
    );
    const mark = keys.replays(source);
    await store.create(mark, Buffer.from('{"schema":2}'));
    const { entries, batches, broken } = await readCatalogue(store, MODEL);
    expect(entries.map(({ sequenceNumber }) => sequenceNumber).sort()).toEqual(['1', '5', '6']);
    expect(broken.map(({ key, line }) => [key, line])).toEqual([
      [source, 1],
      [source, 3],
      [source, 4],
      [cut, undefined],
      [noEvent, undefined],
      [half, 2],
      [mark, undefined],
    ]);
    expect(batches.map(({ key, hasPayload }) => [key, hasPayload])).toEqual([
      [noEvent, false],
      [half, true],
      [bare, false],
      [whole, true],
    ]);
  });

  test('takes no line or record whose origin no stream gives out: a replay would stop at it', async () => {
    const store = await openStore();
    const origins = [
      { streamName: 'a/b' },
      { streamName: '\u001b[2J' },
      { shardId: 'a:b' },
      { sequenceNumber: 'x' },
      { predictionId: rejected(2).predictionId },
      { partitionKey: '' },
    ];
    await quarantineObject(
      store,
      origins.map((origin) => rejected(1, origin)),
    );
    const record = eventRecord(3, 'x');
    const arn = `${record.eventSourceARN}\u001b[2J`;
    const keyless = { ...record, kinesis: { ...record.kinesis, partitionKey: '' } };
    await destinationObject(store, failedBatch([{ ...record, eventSourceARN: arn }, keyless]));
    const { entries, broken } = await readCatalogue(store, MODEL);
    expect(entries).toEqual([]);
    expect(broken.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 1, 2]);
  });

  test('names the lines of an object that is something else, however many', async () => {
    const store = await openStore();
    await quarantineObject(store, ['x\n'.repeat(200_000)]);
    expect((await readCatalogue(store, MODEL)).broken).toHaveLength(200_000);
  });

  test('an object that went away since is told of, not taken for another record', async () => {
    const store = await openStore();
    const source = await quarantineObject(store, [rejected(1)]);
    const [entry] = await entriesOf(store);
    await store.delete(source);
    await expect(new Originals(store).of(entry!)).rejects.toThrow(/no longer in .*run the command again/);
  });
});

describe('a selection', () => {
  test('narrows by reason, time, key, id and kind, all of which must hold', async () => {
    const running = await directoryHarness();
    onTestFinished(() => running.close());
    const store = running.open();
    await quarantineObject(store, [rejected(1), rejected(2, { reason: 'not-json', partitionKey: 'k' })]);
    await destinationObject(store, failedBatch([eventRecord(3, 'x')]));
    const entries = await entriesOf(store);
    const chosen = (selection: Parameters<typeof isSelected>[1]) =>
      entries.filter((entry) => isSelected(entry, selection)).map(({ sequenceNumber }) => sequenceNumber);
    expect(chosen({})).toEqual(['1', '2', '3']);
    expect(chosen({ reasons: ['not-json', 'empty'] })).toEqual(['2']);
    expect(chosen({ since: new Date('2026-11-21T05:00:00Z') })).toEqual(['1', '2', '3']);
    expect(chosen({ since: new Date('2026-11-21T05:00:01Z') })).toEqual(['3']);
    expect(chosen({ until: new Date('2026-11-21T05:00:00Z') })).toEqual([]);
    expect(chosen({ partitionKey: 'k', reasons: ['not-a-number'] })).toEqual([]);
    expect(chosen({ predictionIds: new Set([rejected(1).predictionId]) })).toEqual(['1']);
    expect(chosen({ kinds: ['destination'] })).toEqual(['3']);
    expect(chosen({ functionName: 'weir-inference' })).toEqual(['1', '2', '3']);
    // Another function's batches are none of ours; the quarantine is the model's own.
    expect(chosen({ functionName: 'another' })).toEqual(['1', '2']);
    expect(entries.every(isWaiting)).toBe(true);
  });

  test.each([
    ['arn:aws:lambda:eu-west-1:1:function:weir:$LATEST', 'weir'],
    ['arn:aws:lambda:eu-west-1:1:function:weir', 'weir'],
    ['123456789012:function:weir:live', 'weir'],
    ['weir', 'weir'],
    ['weir:live', 'weir'],
    ['function', 'function'],
  ])('the function of %s is "%s"', (text, name) => {
    expect(functionNameOf(text)).toBe(name);
  });
});
