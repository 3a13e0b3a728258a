import { describe, expect, test } from 'vitest';
import { pictureLines, pictureOf } from '../../bin/quarantine/picture.ts';
import { moment, rejectionReasons } from '../../bin/quarantine/selection-options.ts';
import { printable } from '../../bin/terminal/printable.ts';
import { readCatalogue } from '../../lib/quarantine/catalogue.ts';
import { addMark } from '../../lib/quarantine/marks.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import {
  base64,
  destinationObject,
  eventRecord,
  failedBatch,
  MODEL,
  quarantineObject,
  rejected,
} from '../lib/quarantine/support.ts';
import { scratch } from './support/registries.ts';
import { weir } from './support/run-weir.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

describe('a time', () => {
  test.each([
    ['90s', '2026-11-21T11:58:30.000Z'],
    ['15m', '2026-11-21T11:45:00.000Z'],
    ['2h', '2026-11-21T10:00:00.000Z'],
    ['7d', '2026-11-14T12:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T05:14', '2026-11-20T05:14:00.000Z'],
    ['2026-11-20 05:14:18', '2026-11-20T05:14:18.000Z'],
    ['2026-11-20T05:14:18.461Z', '2026-11-20T05:14:18.461Z'],
    ['2026-11-20T05:14+02:00', '2026-11-20T03:14:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(moment(text, NOW).toISOString()).toBe(time);
  });

  test.each([
    ...['yesterday', '2', 'h', '2w', '-2h', '999999999d', '11/20/2026', ''],
    ...['2026-13-01', '2026-11-20T25:00', '2026-02-30', '2026-11-31T05:00Z', '0000-00-00'],
  ])('"%s" is none, and it is said what one looks like', (text) => {
    expect(() => moment(text, NOW)).toThrow(/2026-11-21T05:00Z .* 90s, 15m, 2h, 7d/);
  });
});

test('reasons come with commas; a wrong one is told with all that there are', () => {
  expect(rejectionReasons('not-json, empty')).toEqual(['not-json', 'empty']);
  expect(() => rejectionReasons('not-json,nan')).toThrow(
    /no reason "nan"; the reasons are empty, .*too-large/,
  );
});

test('what a terminal would obey is written out', () => {
  const hostile = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202egpj\r\n\tok é 🍷';
  expect(printable(hostile)).toBe(
    '\\u001b]0;title\\u0007\\u001b[2J\\u009b31m\\u202egpj\\u000d\\u000a\\u0009ok é 🍷',
  );
  expect(printable('a\n\tb', '\n\t')).toBe('a\n\tb');
});

/** Thirteen rejected records, three of them replayed, and two batches that were given up. */
async function filled(): Promise<{ home: string; store: ObjectStore }> {
  const home = scratch();
  const store = openStore(home);
  const lines = Array.from({ length: 12 }, (_, i) => rejected(i + 1));
  const late = {
    rejectedAt: '2026-11-21T06:30:00.000Z',
    reason: 'missing-feature' as const,
    field: 'x.y',
    came: 'missing',
  };
  const source = await quarantineObject(store, [...lines, rejected(13, late)]);
  await addMark(store, source, {
    ...{ writeId: 'write-1', replayedAt: '2026-11-21T08:00:00.000Z', by: 'ann', version: 2, fix: null },
    predicted: [1, 2, 3].map((n) => rejected(n).predictionId),
    takenApart: [],
    rejected: [{ predictionId: rejected(4).predictionId, reason: 'not-a-number', field: 'x' }],
  });
  await destinationObject(store, failedBatch([eventRecord(20, '{}'), eventRecord(21, '{}')]));
  await destinationObject(store, failedBatch([], { payload: undefined }));
  return { home, store };
}

test('the picture counts by reason, tells what waits, and what was given up', async () => {
  const { store } = await filled();
  const catalogue = await readCatalogue(store, MODEL);
  const lines = pictureLines(pictureOf(catalogue.entries, catalogue), {
    ...{ model: MODEL, location: 'place' },
    ...{ asked: catalogue.entries.length, all: catalogue.entries.length },
  });
  expect(lines).toEqual([
    '13 rejected records of sample in place: 10 waiting, 3 replayed',
    'set aside from 2026-11-21 05:00 to 2026-11-21 06:30 (UTC)',
    '',
    'reason           records  waiting  compared',
    `---------------  -------  -------  ${'-'.repeat(30)}`,
    `not-a-number          12        9  ${'#'.repeat(30)}`,
    'missing-feature        1        1  ###',
    '',
    'The event source mapping gave up 2 batches; of their records 2 wait',
    '1 batch came without the records, which are in the stream alone, as long as it keeps them',
    '',
    'condition               batches  records',
    '----------------------  -------  -------',
    'RetryAttemptsExhausted        2        3',
  ]);
});

test('the latest records are listed first, twenty of them unless all are asked for', async () => {
  const { home, store } = await filled();
  await quarantineObject(
    store,
    Array.from({ length: 20 }, (_, i) => rejected(100 + i)),
  );
  const run = (...args: string[]) => weir(['quarantine', '--model', 'sample', ...args], { home });
  const { code, stdout, stderr } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const rows = stdout.split('\n').filter((line) => /weir-input:/.test(line));
  expect(rows).toHaveLength(20);
  // 35 with the two that were given up an hour after the first.
  expect(stdout).toContain('the latest 20 of 35 records; --all lists them all');
  expect(rows[0]).toMatch(
    /^2026-11-21 06:30:00 {2}missing-feature +x\.y +missing +waiting +weir-input:shardId-000000000000:13:-$/,
  );
  expect(rows[1]).toMatch(/^2026-11-21 06:00:00 {2}given up: RetryAttemptsExhausted +waiting/);
  const all = await run('--all', '--reason', 'missing-feature,not-a-number', '--json');
  const { entries, records } = JSON.parse(all.stdout);
  expect([entries.length, records]).toEqual([33, 33]);
});

test('more records than a call takes arguments are listed', async () => {
  const home = scratch();
  const lines = Array.from({ length: 150_000 }, (_, i) => JSON.stringify(rejected(i)));
  await quarantineObject(openStore(home), lines);
  const { code, stdout } = await weir(['quarantine', '--model', 'sample', '--all'], { home });
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n150,000 records; "weir quarantine show <id>" shows one whole\n$/);
});

describe('weir quarantine show', () => {
  const show = (home: string, id: string, ...more: string[]) =>
    weir(['quarantine', 'show', id, '--model', 'sample', ...more], { home });

  test('a record whole, its data and its history, for people and for machines', async () => {
    const { home } = await filled();
    const { predictionId } = rejected(4);
    const { stdout } = await show(home, predictionId);
    expect(stdout).toMatch(
      /^weir-input:shardId-000000000000:4:-\n {2}rejected +not-a-number, by version 1 at 2026/,
    );
    expect(stdout).toContain('what to do  A numeric feature is not a number. Send 8.8');
    expect(stdout).toContain('12 bytes, JSON:\n{\n  "bad": true\n}');
    expect(stdout).toMatch(/2026-11-21T08:00:00\.000Z +ann +2 +none +rejected: not-a-number at x\n$/);
    const { stdout: json } = await show(home, predictionId, '--json');
    expect(JSON.parse(json)).toMatchObject({
      ...{ predictionId, kind: 'quarantine', state: 'waiting', text: '{"bad":true}' },
      rejection: { reason: 'not-a-number', action: expect.stringContaining('Send 8.8') },
      replays: [{ by: 'ann', result: 'rejected' }],
    });
  });

  test('what others wrote about it moves no cursor', async () => {
    const home = scratch();
    const store = openStore(home);
    const hostile = '\u001b[2J';
    const source = await quarantineObject(store, [rejected(1, { field: hostile, came: hostile })]);
    await addMark(store, source, {
      ...{ writeId: 'w', replayedAt: '2026-11-21T08:00:00.000Z', by: hostile, version: 1, fix: hostile },
      ...{ predicted: [], takenApart: [] },
      rejected: [{ predictionId: rejected(1).predictionId, reason: 'not-a-number', field: hostile }],
    });
    const requestContext = { ...failedBatch([]).requestContext, condition: hostile };
    await destinationObject(store, failedBatch([eventRecord(2, 'x')], { requestContext }));
    const runs = [
      await weir(['quarantine', '--model', 'sample'], { home }),
      await show(home, rejected(1).predictionId),
      await show(home, rejected(2).predictionId),
    ];
    for (const { stdout } of runs) {
      expect(stdout).toContain('\\u001b[2J');
      expect(stdout).not.toContain('\u001b');
    }
  });

  test.each([
    [
      'text',
      Buffer.from('no JSON\u001b[31m\nsecond line'),
      '24 bytes, no JSON:\nno JSON\\u001b[31m\nsecond line\n',
    ],
    [
      'nested too deeply to be laid out',
      Buffer.from('['.repeat(50_000) + ']'.repeat(50_000)),
      '100,000 bytes, JSON:\n[[[',
    ],
    ['other bytes', Buffer.from([0xff, 0x00, 0x10]), '3 bytes, not UTF-8:\nff 00 10\n'],
    ['nothing', Buffer.alloc(0), '0 bytes, no JSON:\n\n'],
  ])('data that is %s', async (_, data, text) => {
    const home = scratch();
    await quarantineObject(openStore(home), [
      rejected(1, { data: base64(data), partitionKey: 'a\u001b[2Jb' }),
    ]);
    const { stdout } = await show(home, rejected(1).predictionId);
    expect(stdout).toContain(text);
    expect(stdout).toContain('Never replayed.');
    expect(stdout).not.toContain('\u001b');
  });

  test('an id that is not there is a mistake that says what is', async () => {
    const { home } = await filled();
    const { code, stdout, stderr } = await show(home, 'nothing');
    expect(stderr).toMatch(
      /no record nothing of sample is in .*there are 15 records, the latest being weir-input:/,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

test('what cannot be read is named on the side, and the rest is shown', async () => {
  const home = scratch();
  const key = await quarantineObject(openStore(home), [rejected(1), '{"half":']);
  const { code, stdout, stderr } = await weir(['quarantine', '--model', 'sample'], { home });
  expect(stderr).toMatch(new RegExp(`^cannot be read: ${key}, line 2: it is not JSON`));
  expect(stdout).toContain('1 rejected record of sample');
  expect(code).toBe(0);
});

test('a place that is none is a mistake', async () => {
  const { code, stderr } = await weir(['quarantine', '--quarantine', 'ftp://x'], { home: scratch() });
  expect(stderr).toMatch(/"ftp:\/\/x" is no place for a store/);
  expect(code).toBe(2);
});

test('a choice that fits nothing, a model without rejections and a place that is not there are told apart', async () => {
  const { home } = await filled();
  const none = await weir(['quarantine', '--model', MODEL, '--key', 'nobody', '--quarantine', '.'], { home });
  expect(none.stdout).toMatch(/None of the \d+ records of sample in .* is among those asked for\./);
  const absent = await weir(['quarantine', '--model', MODEL, '--quarantine', 'nowhere'], { home });
  expect(absent).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no directory nowhere') });
});
