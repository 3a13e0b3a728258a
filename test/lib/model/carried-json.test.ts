import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedJson, isRejection, parseRecord } from '../../../lib/model/read-record.ts';
import { wineSignature } from '../../support/signatures.ts';

function carry(carriedKeys: readonly string[], text: string): string {
  const record = parseRecord(new TextEncoder().encode(text));
  if (isRejection(record)) throw new Error(`not a record: ${record.reason}`);
  return carriedJson(wineSignature({ carriedKeys: [...carriedKeys] }))(record.value, record.text);
}

describe('carriedJson', () => {
  it.each([
    ['the keys of the signature, in its order', ['b', 'a'], '{"a":1,"x":2,"b":3}', '"b":3,"a":1,'],
    ['nothing for what the record lacks', ['a', 'c'], '{"a":1}', '"a":1,'],
    ['nothing at all', ['c'], '{"a":1}', ''],
    ['null as a value', ['a'], '{"a":null}', '"a":null,'],
    ['numbers as written', ['a'], '{"a":12345678901234567890.10E+2}', '"a":12345678901234567890.10E+2,'],
    ['the last of a repeated key', ['a'], '{"a":1,"a":{"b":2}}', '"a":{"b":2},'],
    ['no whitespace', ['a'], '{ "a" : [ 1 ,\n { "b" : 2 } ] , "c" : 3 }', '"a":[1,{"b":2}],'],
    ['whitespace within strings', ['a'], '{"a":" x , y "}', '"a":" x , y ",'],
    ['order and repeats within values', ['a'], '{"a":{"z":1,"1":2,"z":3}}', '"a":{"z":1,"1":2,"z":3},'],
    ['strings written anew', ['a'], '{"a":"\\u0041\\/\\ud800\\n"}', '"a":"A/\\ud800\\n",'],
    ['an escaped key', ['a"b'], '{"\\u0061\\"b":1}', '"a\\"b":1,'],
    ['keys of the top level alone', ['a'], '{"x":{"a":1},"y":"\\"a\\":2"}', ''],
    ['__proto__ and toString', ['__proto__', 'toString'], '{"__proto__":{"a":1}}', '"__proto__":{"a":1},'],
    ['brackets within strings', ['a'], '{"x":"}{[","a":"]}","b":[]}', '"a":"]}",'],
  ])('carries %s', (_, keys, text, fragment) => {
    expect(carry(keys, text)).toBe(fragment);
  });

  it('gives what JSON.stringify gives for any record in which that loses nothing', () => {
    const key = fc.constantFrom('a', 'b', 'key "c"', '__proto__x');
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.nat(2), (record, indent) => {
        const carried = Object.keys(record).filter((name) => name !== 'b');
        const text = JSON.stringify(record, null, indent);
        const expected = carried.map((name) => `${JSON.stringify(name)}:${JSON.stringify(record[name])},`);
        expect(carry(carried, text)).toBe(expected.join(''));
      }),
      { numRuns: 500 },
    );
  });

  it('is the start of valid JSON for any record', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.jsonValue()), (record) => {
        const keys = Object.keys(record).slice(0, 8);
        const fragment = carry(keys, JSON.stringify(record));
        expect(Object.keys(JSON.parse(`{${fragment}"end":0}`))).toHaveLength(new Set([...keys, 'end']).size);
      }),
    );
  });
});
