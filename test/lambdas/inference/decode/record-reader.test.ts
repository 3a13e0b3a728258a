import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CarriedColumn } from '../../../../lambdas/inference/decode/carried-column.ts';
import { RecordReader } from '../../../../lambdas/inference/decode/record-reader.ts';
import { RecordScanner } from '../../../../lambdas/inference/decode/record-scanner.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { wineSignature } from '../../../support/signatures.ts';
import { recordData, recordText, SIGNATURES } from './record-arbitraries.ts';
import { type Answer, bitsOf, REJECTED, slowAnswer } from './rules.ts';

/** What the reader says of records that come one after the other, as in a batch. */
function readerAnswers(signature: Signature, batch: readonly Uint8Array[]): Answer[] {
  const reader = new RecordReader(signature);
  const carried = new CarriedColumn(batch.length);
  reader.startBatch();
  return batch.map((data, i) => {
    const row = new Float32Array(signature.features.length);
    const length = reader.loadBase64(Buffer.from(data).toString('base64'));
    const rejection = reader.read(length, row, 0, carried);
    const fragment = carried.bytes.toString('utf8', carried.from(i), carried.to(i));
    const defaulted = reader.defaulted.toSorted((a, b) => a - b);
    return rejection
      ? { rejection, ...REJECTED }
      : { rejection, bits: bitsOf(row), carried: fragment, defaulted };
  });
}

function scannerRecognises(signature: Signature, text: string): boolean {
  const scanner = new RecordScanner(signature);
  const bytes = Buffer.allocUnsafeSlow(text.length * 3 + scanner.padding);
  const end = bytes.write(text);
  bytes[end] = 0;
  scanner.startBatch();
  return scanner.scan(bytes, new DataView(bytes.buffer), end, new Float32Array(signature.features.length), 0);
}

const PYTHON =
  '{"wine_features": {"alcohol": 8.8, "volatile acidity": 0.27, "sulphates": 0.45}, "customer_id": 123}';

describe('the scanner', () => {
  it.each([
    ['JSON.stringify', PYTHON.replaceAll(': ', ':').replaceAll(', ', ',')],
    ['json.dumps of Python', PYTHON],
    [
      'another order of keys',
      '{"customer_id":"c-1","wine_features":{"sulphates":1,"alcohol":-2.5,"volatile acidity":0}}',
    ],
    [
      'keys that nobody asked for',
      `{"at":"2026-11-21","ok":true,"wine_features":{"pH":3.1,${PYTHON.slice(19)}`,
    ],
    ['a line feed at the end', `${PYTHON}\n`],
    ['a carried null', PYTHON.replace('123', 'null')],
    ['a carried number beyond double precision', PYTHON.replace('123', '123456789012345678901234567890')],
  ])('recognises %s', (_, text) => {
    expect(scannerRecognises(wineSignature(), text)).toBe(true);
  });

  it.each([
    ['an exponent', PYTHON.replace('8.8', '8.8e0')],
    ['more than 15 digits', PYTHON.replace('8.8', '8.800000000000000')],
    ['a missing feature', PYTHON.replace('"alcohol": 8.8, ', '')],
    ['a repeated key', PYTHON.replace('"alcohol": 8.8', '"alcohol": 8.8, "alcohol": 8.8')],
    ['an escape', PYTHON.replace('alcohol', 'alcoh\\u006fl')],
    ['text that is cut', PYTHON.slice(0, -1)],
    ['text after the object', `${PYTHON}{}`],
  ])('leaves %s to the rules', (_, text) => {
    expect(scannerRecognises(wineSignature(), text)).toBe(false);
  });
});

describe('the reader', () => {
  it.each(SIGNATURES.map((signature, i) => [i, signature] as const))(
    'gives what the rules give, for any bytes (signature %i)',
    (_, signature) => {
      fc.assert(
        fc.property(fc.array(recordData(signature), { minLength: 1, maxLength: 6 }), (batch) => {
          expect(readerAnswers(signature, batch)).toEqual(batch.map((data) => slowAnswer(signature, data)));
        }),
        { numRuns: 3_000 },
      );
    },
  );

  it('proves that on records which the scanner does recognise', () => {
    const texts = SIGNATURES.flatMap((signature) =>
      fc
        .sample(recordText(signature), { numRuns: 300, seed: 1 })
        .map((text) => scannerRecognises(signature, text)),
    );
    expect(texts.filter(Boolean).length).toBeGreaterThan(150);
  });

  it('does not mistake the bytes of the record before for those of a record that is cut', () => {
    const whole = Buffer.from(PYTHON);
    for (let length = 0; length < whole.length; length++) {
      const [, answer] = readerAnswers(wineSignature(), [whole, whole.subarray(0, length)]);
      expect(answer?.rejection?.reason).toBe(length === 0 ? 'empty' : 'not-json');
    }
  });

  it('reads records longer than any before', () => {
    const long = PYTHON.replace('123', `"${'x'.repeat(1_000_000)}"`);
    const batch = [PYTHON, long, PYTHON].map((text) => Buffer.from(text));
    expect(readerAnswers(wineSignature(), batch)).toEqual(
      batch.map((data) => slowAnswer(wineSignature(), data)),
    );
  });
});
