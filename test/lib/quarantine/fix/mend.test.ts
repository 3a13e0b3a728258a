import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signatureSchema } from '../../../../lib/contract/signature.ts';
import { readFix } from '../../../../lib/quarantine/fix/fix.ts';
import { menderOf } from '../../../../lib/quarantine/fix/mend.ts';

const SIGNATURE = signatureSchema.parse({
  task: 'regression',
  featuresKey: 'wine',
  carriedKeys: ['id', 'shop.name'],
  predictionKey: 'quality',
  features: [
    { name: 'alcohol', type: 'number' },
    { name: 'p.h', type: 'number' },
    { name: 'colour', type: 'category', values: ['red', 'white'] },
  ],
});

/** The text after the fix, and which rules did it. */
function mended(fix: unknown, text: string | Uint8Array): [string, ...string[]] | string {
  const result = menderOf(readFix(fix, 'fix.json', SIGNATURE))(Buffer.from(text));
  return result.kind === 'mended' ? [result.data.toString(), ...result.rules] : result.kind;
}

describe('toNumber', () => {
  const fix = { toNumber: ['wine.alcohol'] };

  test.each([
    ['"8.8"', '8.8'],
    ['" 8.80 "', '8.80'],
    ['"+8"', '8'],
    ['"-0.5e-3"', '-0.5e-3'],
    ['".5"', '0.5'],
    ['"5."', '5'],
    ['"007"', '7'],
    ['"12345678901234567890.123"', '12345678901234567890.123'],
    ['"\\u0038"', '8'],
  ])('%s becomes %s', (text, number) => {
    expect(mended(fix, `{"wine":{"alcohol":${text}}}`)).toEqual([
      `{"wine":{"alcohol":${number}}}`,
      'toNumber wine.alcohol',
    ]);
  });

  test.each(['"0x10"', '"8,8"', '"8.8 %"', '""', '"."', '"NaN"', '"1e"', '8.8', 'true', 'null', '["8"]'])(
    '%s stays',
    (text) => {
      expect(mended(fix, `{"wine":{"alcohol":${text}}}`)).toBe('unchanged');
    },
  );

  test('"all features" means the numeric ones', () => {
    const text = '{"wine":{"alcohol":"1","p.h":"2","colour":"3"},"id":"4"}';
    expect(mended({ toNumber: 'all features' }, text)).toEqual([
      '{"wine":{"alcohol":1,"p.h":2,"colour":"3"},"id":"4"}',
      'toNumber wine.alcohol',
      'toNumber wine.p.h',
    ]);
  });
});

describe('rename', () => {
  test.each([
    [
      'in its object',
      { 'wine.alc': 'wine.alcohol' },
      '{ "wine" : {"alc" : 1e1} }',
      '{ "wine" : {"alcohol" : 1e1} }',
    ],
    ['of the features object', { features: 'wine' }, '{"features":{"alcohol":1}}', '{"wine":{"alcohol":1}}'],
    ['into the object', { alcohol: 'wine.alcohol' }, '{"alcohol":1, "wine":{}}', '{"wine":{"alcohol":1}}'],
    ['into an object that is missing', { alc: 'wine.alcohol' }, '{"alc":1}', '{"wine":{"alcohol":1}}'],
    [
      'into an object that is null',
      { alc: 'wine.alcohol' },
      '{"wine":null,"alc":1}',
      '{"wine":{"alcohol":1}}',
    ],
    ['out of the object', { 'wine.id': 'id' }, '{"wine":{"id":7,"x":1}}', '{"wine":{"x":1},"id":7}'],
    ['to a name whose value is null', { alc: 'id' }, '{"alc":1,"id":null}', '{"id":1}'],
    ['of a key that comes twice: the last counts', { alc: 'id' }, '{"alc":1,"alc":2}', '{"alc":1,"id":2}'],
    ['of a key written with escapes', { alc: 'id' }, '{"\\u0061lc":1}', '{"id":1}'],
    ['to a name with a dot in it', { shop: 'shop.name' }, '{"shop":"x"}', '{"shop.name":"x"}'],
  ])('%s', (_, rename, text, after) => {
    expect(mended({ rename }, text)).toEqual([after, expect.stringMatching(/^rename /)]);
  });

  test.each([
    ['the new name is taken', { alc: 'id' }, '{"alc":1,"id":2}'],
    ['there is nothing of that name', { alc: 'id' }, '{"x":1}'],
    ['it is null', { alc: 'id' }, '{"alc":null}'],
    ['its object is none', { 'wine.alc': 'wine.alcohol' }, '{"wine":[1]}'],
    ['the object that it goes to is none', { alc: 'wine.alcohol' }, '{"wine":3,"alc":1}'],
  ])('does nothing where %s', (_, rename, text) => {
    expect(mended({ rename }, text)).toBe('unchanged');
  });
});

describe('default', () => {
  test.each([
    ['a missing field', '{"wine":{"x":1}}', '{"wine":{"x":1,"alcohol":0.50}}'],
    ['a field in an empty object', '{"wine":{ }}', '{"wine":{"alcohol":0.50 }}'],
    ['a null', '{"wine":{"alcohol": null }}', '{"wine":{"alcohol": 0.50 }}'],
  ])('is given to %s', (_, text, after) => {
    const value = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('0.50');
    expect(mended({ default: { 'wine.alcohol': value } }, text)).toEqual([after, 'default wine.alcohol']);
  });

  test.each(['{"wine":{"alcohol":0}}', '{"wine":{"alcohol":""}}', '{"x":1}', '{"wine":3}'])(
    '%s stays',
    (text) => {
      expect(mended({ default: { 'wine.alcohol': 1 } }, text)).toBe('unchanged');
    },
  );
});

test('the rules follow each other: a renamed field is made a number', () => {
  const fix = { default: { id: 1 }, toNumber: ['wine.alcohol'], rename: { 'wine.vol': 'wine.alcohol' } };
  expect(mended(fix, '{"wine":{"vol":"3"}}')).toEqual([
    '{"wine":{"alcohol":3},"id":1}',
    'rename wine.vol to wine.alcohol',
    'toNumber wine.alcohol',
    'default id',
  ]);
});

test.each([['not json'], ['[1]'], ['3'], [''], [Uint8Array.of(0xff, 0xfe)], ['{"a":1}{']])(
  '%j is not mended',
  (data) => {
    expect(mended({ default: { id: 1 } }, data)).toBe('not-json');
  },
);

describe('a record that was made to be slow is mended in no time:', () => {
  test.each([
    ['a long text that is no number in the end', `{"wine":{"alcohol":"${'1'.repeat(200_000)}x"}}`],
    ['one key again and again', `{"alc":1,${'"id":2,'.repeat(100_000)}"id":null}`],
    ['many levels', `{"x":${'['.repeat(200_000)}${']'.repeat(200_000)},"id":"1"}`],
  ])('%s', (_, text) => {
    const startedAt = performance.now();
    mended({ toNumber: ['wine.alcohol', 'id'], rename: { alc: 'id' } }, text);
    // It takes some 0.1 s; what grows with the square of the length took 20 s and more.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

test('a byte order mark does not keep a record from being mended', () => {
  expect(mended({ default: { id: 1 } }, '\ufeff{}')).toEqual(['{"id":1}', 'default id']);
});

/** JSON objects with what is hard to keep: long numbers, repeated keys, odd spaces and escapes. */
const numbers = fc.oneof(
  fc.bigInt({ min: 10n ** 19n, max: 10n ** 30n }).map(String),
  fc.constantFrom('1e400', '-0', '0.10', '1E+2', '12345678901234567890.50'),
);
const scalars = fc.oneof(
  numbers,
  fc.json({ maxDepth: 1 }),
  fc.constantFrom('"8.80"', '"\\u0038"', 'null', '" 1 "'),
);
const space = fc.constantFrom('', ' ', '\n\t');
const names = fc.constantFrom('alcohol', 'alc', 'p.h', 'id', 'wine', 'x"y', 'a\\b', 'é');

function objectText(values: fc.Arbitrary<string>, unique = false): fc.Arbitrary<string> {
  const member = fc.tuple(space, names, space, values, space).map(([a, key, b, value, c]) => {
    return { key, text: `${a}${JSON.stringify(key)}${b}:${value}${c}` };
  });
  const members = unique
    ? fc.uniqueArray(member, { maxLength: 6, selector: ({ key }) => key })
    : fc.array(member, { maxLength: 6 });
  return members.map((list) => `{${list.map(({ text }) => text).join(',')}}`);
}

const records = objectText(fc.oneof(scalars, objectText(scalars)));
const recordsOfDistinctKeys = objectText(fc.oneof(scalars, objectText(scalars, true)), true);

const FIX = {
  rename: { alc: 'wine.alcohol', 'wine.alc': 'wine.alcohol' },
  toNumber: ['wine.alcohol', 'wine.p.h', 'id'],
  default: { 'wine.p.h': 7, id: 1 },
};

/** The same fix on parsed JSON, where numbers are doubles: what the text must come to. */
function byValue(text: string): unknown {
  const record = JSON.parse(text);
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const has = (object: Record<string, unknown>, key: string) =>
    Object.hasOwn(object, key) && object[key] !== null;
  const target = () => isObject(record.wine) && record.wine;
  if (
    has(record, 'alc') &&
    !(target() && has(record.wine, 'alcohol')) &&
    (target() || !has(record, 'wine'))
  ) {
    const value = record.alc;
    delete record.alc;
    record.wine = { ...record.wine, alcohol: value };
  }
  if (target() && has(record.wine, 'alc') && !has(record.wine, 'alcohol')) {
    record.wine.alcohol = record.wine.alc;
    delete record.wine.alc;
  }
  const isNumber = (value: unknown): value is string =>
    typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim());
  const toNumber = (object: Record<string, unknown>, key: string) => {
    if (Object.hasOwn(object, key) && isNumber(object[key])) object[key] = Number(object[key]);
  };
  if (target()) for (const key of ['alcohol', 'p.h']) toNumber(record.wine, key);
  toNumber(record, 'id');
  if (target() && !has(record.wine, 'p.h')) record.wine['p.h'] = 7;
  if (!has(record, 'id')) record.id = 1;
  return record;
}

describe('for any record', () => {
  const mend = menderOf(readFix(FIX, 'fix.json', SIGNATURE));
  const textAfter = (text: string): string => {
    const result = mend(Buffer.from(text));
    return result.kind === 'mended' ? result.data.toString() : text;
  };

  test('the text comes to what the rules say of its values', () => {
    fc.assert(
      fc.property(records, (text) => {
        // A repeated key that is renamed leaves its earlier copy, which no reader of the record sees before.
        const parsed = JSON.stringify(JSON.parse(text));
        expect(JSON.parse(textAfter(parsed))).toEqual(byValue(parsed));
      }),
      { numRuns: 500 },
    );
  });

  test('the text stays JSON', () => {
    fc.assert(
      fc.property(records, (text) => void JSON.parse(textAfter(text))),
      { numRuns: 500 },
    );
  });

  test('what no rule names stays byte for byte', () => {
    fc.assert(
      fc.property(recordsOfDistinctKeys, (text) => {
        expect(untouched(textAfter(text))).toEqual(untouched(text));
      }),
      { numRuns: 500 },
    );
  });

  test('a second time changes nothing', () => {
    fc.assert(
      fc.property(records, (text) => {
        const once = textAfter(JSON.stringify(JSON.parse(text)));
        expect(textAfter(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

/** The members with plain values under keys that no rule names, wherever they are, as they stand in the text. */
function untouched(text: string): string[] {
  const members = text.matchAll(/"(?:x\\"y|a\\\\b|é)"\s*:\s*(?:-?\d[\d.eE+-]*|"[^"\\]*")/g);
  return [...members].map(([member]) => member).sort();
}
