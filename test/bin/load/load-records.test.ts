import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BadKind, badKinds } from '../../../bin/load/bad-kinds.ts';
import { fixFor } from '../../../bin/load/fix-file.ts';
import { madeUpSource, rowsAsSource } from '../../../bin/load/good-records.ts';
import { freeCarriedKeys } from '../../../bin/load/input-record.ts';
import { type LoadRecord, LoadRecords } from '../../../bin/load/load-records.ts';
import { BatchDecoder } from '../../../lambdas/inference/decode/decode-batch.ts';
import type { RejectionReason } from '../../../lib/contract/rejection.ts';
import { type Signature, signatureSchema } from '../../../lib/contract/signature.ts';
import { readFix } from '../../../lib/quarantine/fix/fix.ts';
import { menderOf } from '../../../lib/quarantine/fix/mend.ts';
import { seededRandom } from '../../../training/random.ts';
import { SIGNATURES } from '../../lambdas/inference/decode/record-arbitraries.ts';
import { eventOf } from '../../lambdas/inference/records.ts';
import { wineSignature } from '../../support/signatures.ts';

const awkwardName = fc.constantFrom(
  'alcohol',
  'a.b',
  '__proto__',
  'constructor',
  'été',
  'x "quoted"',
  '7',
  '名前',
);

const feature = fc.oneof(
  fc.record({ type: fc.constant('number'), default: fc.option(fc.integer(), { nil: undefined }) }),
  fc.record({
    type: fc.constant('category'),
    values: fc.constantFrom(['unknown'], ['red', 'white'], ['', 'unknown', 'unknown_']),
  }),
);

/** Signatures with awkward names; some names are feature and carried key at once. */
const signatures = fc
  .record({
    names: fc.uniqueArray(awkwardName, { minLength: 1, maxLength: 5 }),
    features: fc.array(feature, { minLength: 5, maxLength: 5 }),
    featuresKey: fc.constantFrom(null, 'f', 'wine.features', 'features_renamed'),
    carriedKeys: fc.uniqueArray(fc.oneof(awkwardName, fc.constant('alcohol_renamed')), { maxLength: 3 }),
  })
  .map(({ names, features, ...rest }) =>
    signatureSchema.parse({
      task: 'regression',
      predictionKey: 'y',
      features: names.map((name, index) => ({ name, ...features[index] })),
      ...rest,
    }),
  );

const anySignature = fc.oneof(signatures, fc.constantFrom(wineSignature(), ...SIGNATURES));

function recordsOf(signature: Signature, share: number, count: number, seed = 5): LoadRecord[] {
  const source = madeUpSource(signature, []);
  const records = new LoadRecords({ signature, source, kinds: badKinds(signature), share, seed });
  return Array.from({ length: count }, () => records.next());
}

/** What the function's own decoder says of each record: the reason of its rejection, or undefined. */
function judged(signature: Signature, data: readonly Uint8Array[]): (RejectionReason | undefined)[] {
  const { rejections } = new BatchDecoder(signature).decode(eventOf(data));
  const reasons = new Map(rejections.map(({ record, reason }) => [record, reason]));
  return data.map((_, record) => reasons.get(record));
}

test('the function takes every good record and rejects every bad one for the reason that was announced', () => {
  fc.assert(
    fc.property(anySignature, fc.integer(), (signature, seed) => {
      const records = recordsOf(signature, 0.5, 100, seed);
      const reasons = judged(
        signature,
        records.map(({ data }) => data),
      );
      expect(reasons).toEqual(records.map(({ kind }) => kind?.reason));
    }),
  );
});

test('fix.json, as replay applies it, mends exactly the kinds that are announced as repairable', () => {
  fc.assert(
    fc.property(anySignature, (signature) => {
      const kinds = badKinds(signature);
      const fix = fixFor(kinds, signature, madeUpSource(signature, []).next(seededRandom(1)));
      const mend = fix && menderOf(readFix(JSON.parse(JSON.stringify(fix)), 'fix.json', signature));
      const records = recordsOf(signature, 1, 100);
      const mended = records.map(({ data }) => {
        const result = mend?.(data);
        return result?.kind === 'mended' ? result.data : data;
      });
      const reasons = judged(signature, mended);
      const wrong = records.flatMap(({ kind }, index) => {
        const isBad = reasons[index] !== undefined;
        return isBad === (kind!.mending === undefined) ? [] : [`${kind!.name}: ${reasons[index] ?? 'taken'}`];
      });
      expect([...new Set(wrong)]).toEqual([]);
    }),
  );
});

test('a mended record keeps its mark', () => {
  const signature = wineSignature();
  const kinds = badKinds(signature);
  const fix = fixFor(kinds, signature, madeUpSource(signature, []).next(seededRandom(1)));
  const mend = menderOf(readFix(fix, 'fix.json', signature));
  const repairable = recordsOf(signature, 1, 100).filter(({ kind }) => kind!.mending !== undefined);
  expect(repairable.length).toBeGreaterThan(20);
  for (const { data, mark } of repairable) {
    const mended = mend(data);
    expect(mended.kind === 'mended' && String(JSON.parse(mended.data.toString()).customer_id)).toBe(mark);
  }
});

test('of the wine model eleven kinds can be sent, four of which can be mended', () => {
  const kinds = badKinds(wineSignature());
  expect(kinds).toHaveLength(11);
  const names = (some: readonly BadKind[]) => some.map(({ name }) => name);
  expect(names(kinds.filter(({ mending }) => mending !== undefined))).toEqual([
    ...['number-as-text', 'feature-renamed', 'feature-missing', 'features-renamed'],
  ]);
});

test('a model whose features all have defaults is sent no record that they would mend by themselves', () => {
  const kinds = badKinds(SIGNATURES[2]!).map(({ name }) => name);
  expect(kinds).not.toContain('feature-missing');
  expect(kinds).not.toContain('feature-renamed');
  expect(kinds).toContain('features-renamed');
});

test('the same seed makes the same bytes, another one others', () => {
  const bytes = (seed: number) =>
    recordsOf(wineSignature(), 0.2, 200, seed).map(({ data }) => Buffer.from(data).toString('hex'));
  expect(bytes(3)).toEqual(bytes(3));
  expect(bytes(3)).not.toEqual(bytes(4));
});

test('a carried key that is a feature as well keeps the value of the feature', () => {
  const signature = SIGNATURES[1]!;
  expect(freeCarriedKeys(signature)).toEqual(['customer_id', 'naïve "key"']);
  const [record] = recordsOf(signature, 0, 1);
  expect(record!.mark).toBe('0');
});

test('made-up numbers stay within the range of the golden records, whole where those are whole', () => {
  const golden = [
    [8, 0.2],
    [14, 0.9],
    [10, 0.5],
  ].map(([alcohol, sulphates]) => ({
    record: { wine_features: { alcohol, sulphates } },
    label: 5,
  }));
  const source = madeUpSource(wineSignature(), golden);
  const random = seededRandom(1);
  for (let i = 0; i < 500; i++) {
    const { alcohol, sulphates } = source.next(random) as Record<string, number>;
    expect(Number.isInteger(alcohol) && alcohol! >= 8 && alcohol! <= 14).toBe(true);
    expect(sulphates! >= 0.2 && sulphates! <= 0.9).toBe(true);
  }
});

test('rows that the signature would reject are left out, gaps are left to defaults, and a table without a feature is none', () => {
  const signature = wineSignature({
    features: [
      { name: 'alcohol', type: 'number' },
      { name: 'sulphates', type: 'number', default: 0.5 },
    ],
  });
  const table = (columns: string[], rows: string[][]) => ({
    columns,
    rows,
    lines: rows.map((_, i) => i + 2),
    source: 't.csv',
  });
  const source = rowsAsSource(
    table(
      ['sulphates', 'alcohol'],
      [
        ['', '9'],
        ['1', ''],
        ['1', 'strong'],
      ],
    ),
    signature,
  );
  expect(source!.name).toBe('1 rows of t.csv');
  expect(source!.next(seededRandom(1))).toEqual({ alcohol: 9 });
  expect(rowsAsSource(table(['sulphates'], [['1']]), signature)).toBeUndefined();
  expect(rowsAsSource(table(['alcohol'], [['x']]), signature)).toBeUndefined();
});
