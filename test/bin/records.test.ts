import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordOfRow } from '../../bin/records/csv-records.ts';
import { layoutOf, plainLayout } from '../../bin/records/layout.ts';
import { readLines } from '../../bin/records/lines.ts';
import { linesToSend, rawToSend, rowsToSend } from '../../bin/records/outgoing.ts';
import { paced } from '../../bin/records/pace.ts';
import { predictionLine } from '../../bin/records/prediction-line.ts';
import { type Signature, signatureSchema } from '../../lib/contract/signature.ts';
import { parseCsv } from '../../training/data/csv.ts';

const signature: Signature = signatureSchema.parse({
  task: 'classification',
  featuresKey: 'wine_features',
  carriedKeys: ['customer_id'],
  predictionKey: 'wine_quality',
  features: [
    { name: 'alcohol', type: 'number' },
    { name: 'colour', type: 'category', values: ['red', 'white'], default: 'white' },
  ],
  classes: [5, 6],
});

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function all<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('CSV rows', () => {
  const columns = ['alcohol', 'colour', 'customer_id', 'quality'];
  const layout = layoutOf(signature, columns, 'wines.csv');

  test('become the records that the signature asks for, other columns left out', () => {
    const record = recordOfRow(columns, ['8.8', 'red', '159', '6'], layout);
    expect(JSON.stringify(record)).toBe('{"wine_features":{"alcohol":8.8,"colour":"red"},"customer_id":159}');
    expect(layout.unused).toEqual(['quality']);
  });

  test('leave an empty cell out, so that the default applies', () => {
    expect(JSON.stringify(recordOfRow(columns, ['8.8', '', '', '6'], layout))).toBe(
      '{"wine_features":{"alcohol":8.8}}',
    );
  });

  test('that are not numbers where numbers belong are named by column, not by value', () => {
    expect(recordOfRow(columns, ['secret', 'red', '1', '6'], layout)).toBe('"alcohol" is not a number');
  });

  test('keep codes as text: leading zeros and numbers that a double cannot hold', () => {
    const plain = plainLayout('f', ['code'], ['x', 'code']);
    expect(recordOfRow(['x', 'code'], ['1', '007'], plain)).toEqual({ f: { x: 1 }, code: '007' });
    expect(recordOfRow(['x', 'code'], ['1', '9007199254740993'], plain)).toMatchObject({
      code: '9007199254740993',
    });
  });

  test.each(['0.12345678901234567890', '1e3', '8.50', '-0', '1.0'])('keep the digits of %s', (cell) => {
    const plain = plainLayout('f', ['code'], ['x', 'code']);
    expect(JSON.stringify(recordOfRow(['x', 'code'], [cell, cell], plain))).toBe(
      `{"f":{"x":${cell}},"code":${cell}}`,
    );
    expect(JSON.stringify(recordOfRow(columns, ['8.8', '', cell, '6'], layout))).toBe(
      `{"wine_features":{"alcohol":8.8},"customer_id":${cell}}`,
    );
  });

  test('of a file without a needed column are refused with both lists', () => {
    expect(() => layoutOf(signature, ['colour', 'x'], 'wines.csv')).toThrow(
      /wines.csv lacks the columns "alcohol".*features are "alcohol", "colour".*columns "colour", "x"/,
    );
  });

  test('are sent under the key of their column, or of their line', () => {
    const table = parseCsv('alcohol,customer_id\n8.8,159\nbad,160\n', { source: 'wines.csv' });
    const own = layoutOf(signature, table.columns, 'wines.csv');
    expect([...rowsToSend(table, own, 'customer_id')]).toEqual([
      { line: 2, data: expect.any(Uint8Array), partitionKey: '159' },
      { line: 3, problem: '"alcohol" is not a number' },
    ]);
    expect([...rowsToSend(table, own)][0]).toMatchObject({ partitionKey: '2' });
  });
});

describe('lines', () => {
  test('are the same however the bytes are cut, and hold their bytes untouched', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        async (bytes, cuts) => {
          const places = [
            0,
            ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
            bytes.length,
          ];
          const parts = places.slice(1).map((end, index) => bytes.slice(places[index], end));
          const expected = Buffer.from(bytes)
            .toString('latin1')
            .split('\n')
            .map((text, index) => ({ line: index + 1, data: text.replace(/\r$/, '') }))
            .filter(({ data }) => data !== '');
          const lines = await all(readLines(chunks(...parts)));
          expect(lines.map(({ line, data }) => ({ line, data: data.toString('latin1') }))).toEqual(expected);
        },
      ),
    );
  });

  test('are sent byte for byte; what is no JSON object is named with its line', async () => {
    const text = '{"a": 1, "id": "k"}\nnope\n\n[1]\n{"a":2}';
    const outgoing = await all(linesToSend(readLines(chunks(Buffer.from(text))), 'id'));
    expect(outgoing).toEqual([
      { line: 1, data: Buffer.from('{"a": 1, "id": "k"}'), partitionKey: 'k' },
      { line: 2, problem: expect.stringContaining('not JSON') },
      { line: 4, problem: expect.stringContaining('not an object') },
      { line: 5, problem: expect.stringContaining('partition key is missing') },
    ]);
    const raw = await all(rawToSend(readLines(chunks(Buffer.from(text)))));
    expect(raw.map((item) => item.line)).toEqual([1, 2, 4, 5]);
    expect(raw.every((item) => 'data' in item)).toBe(true);
  });

  test('are keyed by the digits of a number as they are written', async () => {
    const numbers = ['12345678901234567890', '1e3', '0.50', '7'];
    const text = numbers.map((number) => `{"id": ${number}}`).join('\n');
    const outgoing = await all(linesToSend(readLines(chunks(Buffer.from(text))), 'id'));
    expect(outgoing.map((item) => 'data' in item && item.partitionKey)).toEqual(numbers);
  });

  test('may be nested deeply; only their partition key is out of reach then', async () => {
    const deep = `{"id":1,"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const lines = () => readLines(chunks(Buffer.from(deep)));
    expect(await all(linesToSend(lines()))).toMatchObject([{ line: 1, partitionKey: '1' }]);
    expect(await all(linesToSend(lines(), 'id'))).toMatchObject([
      { problem: expect.stringContaining('nested too deeply') },
    ]);
  });

  test('lose the byte order mark of the file, and are none when they hold whitespace alone', async () => {
    const text = '\ufeff{"a":1}\n \t\r\n{"a":2}\n\ufeff{"a":3}\n';
    expect(await all(linesToSend(readLines(chunks(Buffer.from(text)))))).toEqual([
      { line: 1, data: Buffer.from('{"a":1}'), partitionKey: '1' },
      { line: 3, data: Buffer.from('{"a":2}'), partitionKey: '3' },
      { line: 4, problem: expect.stringContaining('not JSON') },
    ]);
    const raw = await all(rawToSend(readLines(chunks(Buffer.from(text)))));
    expect(raw[0]).toMatchObject({ data: Buffer.from('\ufeff{"a":1}') });
    expect(raw).toHaveLength(4);
  });

  test('over 1 MiB are named before Kinesis refuses them', async () => {
    const line = `{"a":"${'x'.repeat(1_048_576)}"}`;
    const [item] = await all(linesToSend(readLines(chunks(Buffer.from(line)))));
    expect(item).toMatchObject({ line: 1, problem: expect.stringContaining('Kinesis takes 1048576') });
  });
});

async function* silentAfter<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
  await new Promise(() => undefined);
}

async function* failingAfter<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
  throw new Error('no such luck');
}

describe('a pace', () => {
  const signal = new AbortController().signal;

  test('without a rate fills the batches', async () => {
    const groups = await all(paced([1, 2, 3, 4, 5], { perSecond: undefined, batch: 2, signal }));
    expect(groups).toEqual([[1, 2], [3, 4], [5]]);
  });

  test('with a rate lets nothing leave before its turn', async () => {
    const started = performance.now();
    const groups = await all(paced(Array(30).keys(), { perSecond: 100, batch: 500, signal }));
    expect(groups.flat()).toHaveLength(30);
    expect(groups.every((group) => group.length <= 10)).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(195);
  });

  test('ends when its signal aborts, and hands over what it held', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const run = all(paced(Array(1000).keys(), { perSecond: 1, batch: 1, signal: controller.signal }));
    expect(await run).toEqual([[0], [1]]);
  });

  test('holds no item back while its source is silent, nor is held by it', async () => {
    const controller = new AbortController();
    const groups: number[][] = [];
    for await (const group of paced(silentAfter([1, 2]), {
      perSecond: undefined,
      batch: 500,
      signal: controller.signal,
    })) {
      groups.push(group);
      controller.abort();
    }
    expect(groups).toEqual([[1, 2]]);
  });

  test('hands over what came before its source failed, then throws that', async () => {
    const groups: number[][] = [];
    const run = async () => {
      for await (const group of paced(failingAfter([1, 2, 3]), { perSecond: undefined, batch: 2, signal })) {
        groups.push(group);
      }
    };
    await expect(run()).rejects.toThrow('no such luck');
    expect(groups).toEqual([[1, 2], [3]]);
  });
});

describe('a prediction as a line', () => {
  const line = (text: string) =>
    predictionLine({
      shardId: 'shardId-000000000000',
      sequenceNumber: '1',
      partitionKey: 'k',
      data: Buffer.from(text),
      arrivedAt: new Date(),
    });

  test('keeps the digits of numbers beyond a double', () => {
    const text =
      '{"predictionId":"p","model":"m","version":3,"id":12345678901234567890,"rate":0.50,"nested":[1e3],"prediction":{"quality":6.0,"confidence":0.520}}';
    expect(line(text)).toMatch(
      /^[\d:]{8} {2}m v3 {2}quality=6\.0 \(0\.52\) {2}id=12345678901234567890 rate=0\.50 nested=\[1e3\] {2}p$/,
    );
  });
});
