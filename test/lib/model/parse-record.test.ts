import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejection, parseRecord, RECORD_MAX_DEPTH } from '../../../lib/model/read-record.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const twice = (text: string): Uint8Array => bytes(Buffer.from(text).toString('base64'));
const nested = (depth: number): Uint8Array => bytes(`${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`);

describe('parseRecord', () => {
  it('reads an object and keeps its text', () => {
    const answer = parseRecord(bytes(' {"a": 1}\n'));
    expect(answer).toEqual({ value: { a: 1 }, text: ' {"a": 1}\n' });
  });

  it('drops one byte order mark', () => {
    expect(parseRecord(bytes('\ufeff{"a":1}'))).toEqual({ value: { a: 1 }, text: '{"a":1}' });
    expect(parseRecord(bytes('\ufeff\ufeff{"a":1}'))).toEqual({ reason: 'not-json' });
  });

  it('keeps the last value of a repeated key', () => {
    expect(parseRecord(bytes('{"a":1,"a":2}'))).toMatchObject({ value: { a: 2 } });
  });

  it('keeps __proto__ as a key of its own', () => {
    const answer = parseRecord(bytes('{"__proto__":{"polluted":1}}'));
    if (isRejection(answer)) throw new Error('it was refused');
    expect(Object.hasOwn(answer.value, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(answer.value)).toBe(Object.prototype);
  });

  it.each<[string, Uint8Array, object]>([
    ['no bytes', bytes(''), { reason: 'empty' }],
    ['text', bytes('hello'), { reason: 'not-json' }],
    ['two objects', bytes('{}\n{}'), { reason: 'not-json' }],
    ['a trailing comma', bytes('{"a":1,}'), { reason: 'not-json' }],
    ['invalid UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), { reason: 'invalid-utf8' }],
    ['an overlong encoding', Uint8Array.of(0xc0, 0xaf), { reason: 'invalid-utf8' }],
    ['an aggregate', Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2, 1, 2), { reason: 'aggregate-checksum' }],
    ['an array', bytes('[1]'), { reason: 'not-an-object', came: 'array' }],
    ['null', bytes('null'), { reason: 'not-an-object', came: 'null' }],
    ['a number', bytes('12'), { reason: 'not-an-object', came: 'number' }],
    ['a string', bytes('"eyJhIjoxfQ=="'), { reason: 'not-an-object', came: 'string' }],
    ['base64 twice', twice('{"a": 1}'), { reason: 'base64-twice' }],
    ['base64 twice, unpadded', twice('{"a":1}').subarray(0, -2), { reason: 'base64-twice' }],
    ['base64 of no JSON', twice('hello'), { reason: 'not-json' }],
    ['NaN', bytes('{"a": NaN}'), { reason: 'non-finite-literal' }],
    ['-Infinity', bytes('{"a":[1,-Infinity],"b":Infinity}'), { reason: 'non-finite-literal' }],
    ['NaN in a string', bytes('{"a":"NaN",}'), { reason: 'not-json' }],
    ['NaN within a number', bytes('{"a":1NaN}'), { reason: 'not-json' }],
    ['Infinity before a digit', bytes('{"a":-Infinity5}'), { reason: 'not-json' }],
    ['NaN and another error', bytes('{"a":NaN,}'), { reason: 'not-json' }],
    ['an unclosed mass of brackets', bytes('['.repeat(1_048_576)), { reason: 'too-deep' }],
    ['one level too many', nested(RECORD_MAX_DEPTH + 1), { reason: 'too-deep' }],
  ])('rejects %s', (_, data, rejection) => {
    expect(parseRecord(data)).toEqual(rejection);
  });

  it('reads what is as deep as allowed, and brackets in strings do not count', () => {
    expect(isRejection(parseRecord(nested(RECORD_MAX_DEPTH)))).toBe(false);
    expect(isRejection(parseRecord(bytes(`{"a":"${'['.repeat(1000)}\\"["}`)))).toBe(false);
  });

  it('answers for the worst texts of 1 MiB within a second', () => {
    const worst = ['"\\'.repeat(524_288), `a${' '.repeat(1_000_000)}!`, `${'A'.repeat(1_048_575)}!`];
    const start = performance.now();
    for (const text of worst) expect(parseRecord(bytes(text))).toEqual({ reason: 'not-json' });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('agrees with JSON.parse for any JSON value, and says not-json for no other reason', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const value: unknown = JSON.parse(text);
        const answer = parseRecord(bytes(text));
        const object = typeof value === 'object' && value !== null && !Array.isArray(value);
        if (object) expect(answer).toEqual({ value, text });
        else expect(answer).toMatchObject({ reason: 'not-an-object' });
      }),
    );
  });

  it('never throws for any bytes, and answers the same again', () => {
    const mutated = fc.tuple(fc.json(), fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
      const data = bytes(text);
      data[at % data.length] = byte;
      return data;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), mutated), (data) => {
        expect(parseRecord(data)).toEqual(parseRecord(data));
      }),
      { numRuns: 2000 },
    );
  });
});
