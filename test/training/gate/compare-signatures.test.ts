import { describe, expect, it } from 'vitest';
import type { Feature, Signature } from '../../../lib/contract/signature.ts';
import { compareSignatures } from '../../../training/gate/compare-signatures.ts';
import { wineSignature } from '../../support/signatures.ts';

const differences = (own: Partial<Signature>, other: Partial<Signature> = {}) =>
  compareSignatures(wineSignature(own), wineSignature(other));
const texts = (...given: Parameters<typeof differences>) => differences(...given).map(({ text }) => text);

const colour = (values: string[]): Feature => ({ name: 'colour', type: 'category', values });
const alcohol = (rest: object = {}): Feature => ({ name: 'alcohol', type: 'number', ...rest });

describe('compareSignatures', () => {
  it('finds nothing where a consumer or producer would notice nothing', () => {
    expect(texts({})).toEqual([]);
    expect(texts({ carriedKeys: ['customer_id', 'shop'] })).toEqual([]);
    expect(texts({ features: [alcohol({ default: 9 })] }, { features: [alcohol({ default: 8 })] })).toEqual(
      [],
    );
    expect(texts({ features: [alcohol({ default: 9 })] }, { features: [alcohol()] })).toEqual([]);
  });

  it('names what differs', () => {
    expect(texts({ features: [colour(['red'])] }, { features: [alcohol()] })).toEqual([
      'the features differ from the champion\'s: "colour" added, "alcohol" missing',
    ]);
    expect(texts({ features: [{ ...alcohol(), name: 'colour' }] }, { features: [colour(['red'])] })).toEqual([
      'its feature "colour" is a number, the champion\'s a category',
    ]);
    expect(texts({ features: [colour(['white', 'red'])] }, { features: [colour(['red', 'white'])] })).toEqual(
      [
        'of its feature "colour" the allowed values are in another order: "white", "red"; the champion\'s are "red", "white"',
      ],
    );
    expect(texts({ classes: ['5', '6', '7'] })).toEqual([
      'the classes differ from the champion\'s: "5", "6", "7" added, 5, 6, 7 missing',
    ]);
    expect(texts({ task: 'regression', classes: [] })).toEqual([
      'it is a regression, the champion a classification',
    ]);
  });

  it('tells what refuses records or loses keys, though both models answer the same rows', () => {
    const given = [
      { featuresKey: null, predictionKey: 'grade', carriedKeys: [], features: [alcohol()] },
      { features: [alcohol({ default: 9 })] },
    ] as const;
    expect(texts(...(given as unknown as Parameters<typeof differences>))).toEqual([
      'its feature "alcohol" has no default for missing values, the champion\'s has',
      'its featuresKey is null, the champion\'s "wine_features"',
      'its predictionKey is "grade", the champion\'s "wine_quality"',
      'its carriedKeys lack "customer_id"',
    ]);
    expect(
      differences(...(given as unknown as Parameters<typeof differences>)).every(
        ({ comparable }) => comparable,
      ),
    ).toBe(true);
  });
});
