import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfPlainValue, readNumber, UNUSUAL } from '../../../../lambdas/inference/decode/json-values.ts';

function read(text: string): number | undefined {
  const target = new Float32Array(1);
  const end = readNumber(Buffer.from(`${text}\0`), 0, target, 0);
  return end === text.length ? target[0]! : undefined;
}

describe('readNumber', () => {
  it('gives the float32 that JSON.parse gives, to the bit, for up to 15 digits', () => {
    const upTo15Digits = fc
      .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.nat({ max: 15 }))
      .map(([negative, digits, places]) => {
        const text = String(digits).padStart(places + 1, '0');
        const point = text.length - places;
        return `${negative ? '-' : ''}${text.slice(0, point)}${places > 0 ? `.${text.slice(point)}` : ''}`;
      })
      .filter((text) => text.replace(/\D/g, '').length <= 15);
    fc.assert(
      fc.property(upTo15Digits, (text) => {
        expect(Object.is(read(text), Math.fround(JSON.parse(text)))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(['', '-', '.5', '1.', '01', '-01', '+1', '1234567890.123456', '0x1', 'NaN', '"1"', 'null'])(
    'leaves %j to JSON.parse',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});

describe('endOfPlainValue', () => {
  it('ends before a comma where JSON.parse would, or nowhere', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const end = endOfPlainValue(Buffer.from(`${text},\0`), 0);
        const after = end === UNUSUAL ? '' : `${text},`.slice(end);
        if (after.startsWith(',')) expect(after).toBe(',');
      }),
    );
  });

  it.each(['"plain text"', '-12.50', '0', '12345678901234567890', 'true', 'false', 'null'])(
    'takes %s',
    (text) => {
      expect(endOfPlainValue(Buffer.from(`${text}\0`), 0)).toBe(text.length);
    },
  );

  it.each(['"a\\n"', '"é"', '"open', 'tru', '[1]', '{}', '', '-'])('leaves %j to JSON.parse', (text) => {
    expect(endOfPlainValue(Buffer.from(`${text}\0`), 0)).toBe(UNUSUAL);
  });
});
