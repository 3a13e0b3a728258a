import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  float32Text,
  InstantWriter,
  PROBABILITY_MAX_BYTES,
  writeProbability,
} from '../../../../lambdas/inference/respond/byte-writer.ts';

function probabilityText(probability: number): string {
  const target = Buffer.alloc(64);
  return target.toString('latin1', 0, writeProbability(target, 0, probability));
}

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('writing numbers', () => {
  it('writes a probability as JSON.stringify writes it rounded to 5 decimals', () => {
    fc.assert(
      fc.property(fc.float({ min: 0, max: 1, noNaN: true }), (probability) => {
        expect(probabilityText(probability)).toBe(JSON.stringify(Math.round(probability * 1e5) / 1e5));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [0, '0'],
    [4e-6, '0'],
    [1e-5, '0.00001'],
    [0.5, '0.5'],
    [0.999994, '0.99999'],
    [0.999996, '1'],
    [1, '1'],
    [1.25, '1.25'],
    [-0.1, '-0.1'],
  ])('writes %d as %s', (probability, text) => {
    expect(probabilityText(probability)).toBe(text);
  });

  it('writes what is no probability as JSON too, within the bytes that it may take', () => {
    fc.assert(
      fc.property(float32, (value) => {
        const text = probabilityText(value);
        expect(JSON.parse(text)).toBeCloseTo(Math.round(value * 1e5) / 1e5, 5);
        expect(text.length).toBeLessThanOrEqual(PROBABILITY_MAX_BYTES);
      }),
    );
  });

  it('writes a float32 so that it comes back the same, and no longer than it must', () => {
    fc.assert(
      fc.property(float32, (value) => {
        expect(Math.fround(JSON.parse(float32Text(value)))).toBe(value === 0 ? 0 : value);
      }),
    );
    expect(float32Text(Math.fround(5.7))).toBe('5.7');
    expect(float32Text(Math.fround(1e-20))).toBe('1e-20');
  });
});

describe('writing instants', () => {
  it('writes what toISOString writes, across days and back', () => {
    const writer = new InstantWriter();
    const target = Buffer.alloc(64);
    const instants = fc.integer({ min: 0, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(fc.array(fc.oneof(instants, fc.integer({ min: 0, max: 200_000_000 }))), (times) => {
        for (const ms of times) {
          expect(target.toString('latin1', 0, writer.write(target, 0, ms))).toBe(new Date(ms).toISOString());
        }
      }),
    );
  });
});
