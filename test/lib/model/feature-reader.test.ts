import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REJECTION_REASON_NAMES } from '../../../lib/contract/rejection.ts';
import type { Feature } from '../../../lib/contract/signature.ts';
import { featureReader } from '../../../lib/model/read-record.ts';
import { wineRecord, wineSignature } from '../../support/signatures.ts';

const grape: Feature = { name: 'grape', type: 'category', values: ['riesling', 'merlot'] };

function readOne(features: readonly Feature[], record: unknown, featuresKey: string | null = 'f') {
  const rows = new Float32Array(features.length);
  const reader = featureReader(wineSignature({ features: [...features], featuresKey, carriedKeys: [] }));
  const rejection = reader(record as Record<string, unknown>, rows, 0);
  return rejection ?? [...rows];
}

const number = (name: string, rest: { default?: number } = {}): Feature => ({
  name,
  type: 'number',
  ...rest,
});

describe('featureReader', () => {
  it('writes a row at its offset and nowhere else', () => {
    const rows = new Float32Array(9).fill(-1);
    expect(featureReader(wineSignature())(wineRecord([1, 2, 3]), rows, 3)).toBeUndefined();
    expect([...rows]).toEqual([-1, -1, -1, 1, 2, 3, -1, -1, -1]);
  });

  it('reads features that are the record itself', () => {
    expect(readOne([number('a')], { a: 2, b: 'x' }, null)).toEqual([2]);
  });

  it('codes categories by their position', () => {
    expect(readOne([grape], { f: { grape: 'merlot' } })).toEqual([1]);
  });

  it('fills in defaults for what is missing or null', () => {
    const features: Feature[] = [number('a', { default: 7 }), { ...grape, default: 'merlot' }];
    expect(readOne(features, { f: {} })).toEqual([7, 1]);
    expect(readOne(features, { f: { a: null, grape: null } })).toEqual([7, 1]);
  });

  it.each<[string, Feature[], unknown, object]>([
    ['no features', [number('a')], {}, { reason: 'missing-features', field: 'f', came: 'missing' }],
    ['null', [number('a')], { f: null }, { reason: 'missing-features', field: 'f', came: 'null' }],
    ['a list', [number('a')], { f: [1] }, { reason: 'features-not-an-object', field: 'f', came: 'array' }],
    ['text', [number('a')], { f: 'x' }, { reason: 'features-not-an-object', field: 'f', came: 'string' }],
    ['a hole', [number('a')], { f: {} }, { reason: 'missing-feature', field: 'f.a', came: 'missing' }],
    ['a null', [number('a')], { f: { a: null } }, { reason: 'missing-feature', field: 'f.a', came: 'null' }],
    ['"8.8"', [number('a')], { f: { a: '8.8' } }, { reason: 'not-a-number', field: 'f.a', came: 'string' }],
    ['true', [number('a')], { f: { a: true } }, { reason: 'not-a-number', field: 'f.a', came: 'boolean' }],
    ['1e39', [number('a')], { f: { a: 1e39 } }, { reason: 'not-finite', field: 'f.a', came: 'number' }],
    [
      '1e400',
      [number('a')],
      { f: { a: JSON.parse('1e400') } },
      { reason: 'not-finite', field: 'f.a', came: 'number' },
    ],
    ['a number', [grape], { f: { grape: 1 } }, { reason: 'not-a-string', field: 'f.grape', came: 'number' }],
    [
      'an unknown value',
      [grape],
      { f: { grape: 'gamay' } },
      { reason: 'unknown-category', field: 'f.grape', came: 'string' },
    ],
    [
      'an unknown value in spite of a default',
      [{ ...grape, default: 'merlot' }],
      { f: { grape: 'gamay' } },
      { reason: 'unknown-category', field: 'f.grape', came: 'string' },
    ],
  ])('rejects %s', (_, features, record, rejection) => {
    expect(readOne(features, record)).toEqual(rejection);
  });

  it('complains about the first failing feature in the order of the signature', () => {
    const record = { f: { b: 'x', a: null } };
    expect(readOne([number('a'), number('b')], record)).toMatchObject({ field: 'f.a' });
    expect(readOne([number('b'), number('a')], record)).toMatchObject({ field: 'f.b' });
  });

  it('takes names of Object.prototype as ordinary names', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(readOne([number(name)], { f: {} })).toMatchObject({ reason: 'missing-feature' });
      expect(readOne([number(name)], JSON.parse(`{"f":{"${name}":5}}`))).toEqual([5]);
      expect(readOne([number('a')], JSON.parse(`{"${name}":{"a":5}}`), name)).toEqual([5]);
      expect(readOne([number('a')], {}, name)).toMatchObject({ reason: 'missing-features' });
    }
    const inherited = JSON.parse('{"f":{"__proto__":{"a":5}}}');
    expect(readOne([number('a')], inherited)).toMatchObject({ reason: 'missing-feature' });
  });

  it('never throws for any JSON value, and what it accepts is finite', () => {
    const features: Feature[] = [number('a'), number('b', { default: 1 }), grape];
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('riesling', 1e39, -0, 3.4028235677973366e38));
    const fields = fc.dictionary(fc.constantFrom('a', 'b', 'grape', '__proto__'), value);
    const record = fc.oneof(fields, fc.record({ f: fc.oneof(fields, value) }));
    fc.assert(
      fc.property(record, (input) => {
        const answer = readOne(features, input);
        if (Array.isArray(answer)) expect(answer.every(Number.isFinite)).toBe(true);
        else expect(REJECTION_REASON_NAMES).toContain(answer.reason);
      }),
      { numRuns: 1000 },
    );
  });
});
