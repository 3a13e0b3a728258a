import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { readReferenceRecords } from '../../../training/publish/reference-records.ts';
import { wineSignature } from '../../support/signatures.ts';

const signature = wineSignature({
  features: [
    { name: 'alcohol', type: 'number' },
    { name: 'pH', type: 'number', default: 3 },
    { name: 'colour', type: 'category', values: ['red', 'white'] },
  ],
});

const read = (text: string, changes: Partial<Signature> = {}) =>
  readReferenceRecords(text, { ...signature, ...changes }, 'wine.csv');

describe('readReferenceRecords', () => {
  it('makes records of rows by the names of the columns, whatever their order', () => {
    expect(read('"quality";"colour";"pH";"alcohol"\n6;red;3.1;8.8\n')).toEqual([
      { wine_features: { alcohol: 8.8, pH: 3.1, colour: 'red' } },
    ]);
  });

  it('puts features at the top level where the signature has no key for them', () => {
    expect(read('alcohol,pH,colour\n8.8,3.1,red\n', { featuresKey: null })).toEqual([
      { alcohol: 8.8, pH: 3.1, colour: 'red' },
    ]);
  });

  it('leaves an empty cell out where there is a default', () => {
    expect(read('alcohol,pH,colour\n8.8,,red\n')).toEqual([
      { wine_features: { alcohol: 8.8, colour: 'red' } },
    ]);
  });

  it('takes a category as it stands before it takes the spaces around it away', () => {
    const features: Signature['features'] = [
      { name: 'colour', type: 'category', values: [' red', 'red', 'dark '] },
    ];
    const colours = read('colour,other\n red,\nred,\n  red ,\ndark ,\n', { featuresKey: null, features });
    expect(colours.map(({ colour }) => colour)).toEqual([' red', 'red', 'red', 'dark ']);
    expect(() => read('colour,other\ndark,\n', { features })).toThrow(
      'colour is "dark"; the signature allows " red", "red", "dark "',
    );
  });

  it.each(['8.8', '-.5', '+3.', '1e-3', '2E2', ' 7 '])('takes the decimal %j', (cell) => {
    expect(read(`alcohol,pH,colour\n${cell},3,red\n`)).toEqual([
      { wine_features: { alcohol: Number(cell), pH: 3, colour: 'red' } },
    ]);
  });

  it.each([
    ['alcohol,pH\n8.8,3.1\n', 'wine.csv has no column "colour"; its columns are: alcohol, pH'],
    ['alcohol,pH,colour\n', 'has a header but no rows'],
    ['alcohol,pH,colour\n8.8,3,red\n,3,red\n', 'wine.csv line 3: alcohol is empty and has no default'],
    ['alcohol;pH;colour\n"8,8";3;red\n', 'line 2: alcohol is "8,8"; expected a number such as 8.8'],
    ['alcohol,pH,colour\n1e39,3,red\n', 'alcohol is "1e39"'],
    ['alcohol,pH,colour\n8.8,3,blue\n', 'colour is "blue"; the signature allows "red", "white"'],
    ['alcohol,pH,colour\n0x10,3,red\n', 'alcohol is "0x10"; expected a number such as 8.8'],
    ['alcohol,pH,colour\n0b1,3,red\n', 'alcohol is "0b1"'],
    ['alcohol,pH,colour\nInfinity,3,red\n', 'alcohol is "Infinity"'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(UserError);
  });
});
