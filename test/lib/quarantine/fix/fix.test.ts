import { expect, test } from 'vitest';
import { signatureSchema } from '../../../../lib/contract/signature.ts';
import { readFix } from '../../../../lib/quarantine/fix/fix.ts';

const SIGNATURE = signatureSchema.parse({
  task: 'regression',
  featuresKey: 'wine',
  carriedKeys: ['id'],
  predictionKey: 'quality',
  features: [
    { name: 'alcohol', type: 'number' },
    { name: 'colour', type: 'category', values: ['red', 'white'] },
  ],
});

test.each([
  ['no object', [], /fix\.json is no fix/],
  ['nothing in it', {}, /there is no rule in it/],
  ['empty rules', { rename: {}, toNumber: [] }, /there is no rule in it/],
  ['a rule that there is not', { tonumber: ['wine.alcohol'] }, /tonumber/],
  ['a rule of another shape', { toNumber: 'wine.alcohol' }, /expected "all features" or a list of fields/],
  [
    'a field that no schema keeps',
    JSON.parse('{"rename":{"__proto__":"id","a":"wine"}}'),
    /called "__proto__"/,
  ],
  ['the same as a default', JSON.parse('{"default":{"__proto__":1,"id":1}}'), /called "__proto__"/],
  ['a name that is no text', { rename: { a: 1 } }, /rename/],
])('a fix with %s is refused with what is allowed', (_, value, message) => {
  expect(() => readFix(value, 'fix.json', SIGNATURE)).toThrow(message);
  expect(() => readFix(value, 'fix.json', SIGNATURE)).toThrow(/Expected such as \{"rename"/);
});

test.each([
  [{ toNumber: ['wine.alcohl'] }, /toNumber: "wine\.alcohl" is no field of the model/],
  [{ toNumber: ['wine.colour'] }, /toNumber: "wine\.colour" is a category/],
  [{ rename: { 'wine.alc': 'alcohol' } }, /rename: "alcohol" is no field of the model/],
  [{ rename: { id: 'id' } }, /rename: "id" already has that name/],
  [{ rename: { a: 'id', id: 'wine' } }, /rename: "a" to "id", which a later rule renames again/],
  [{ rename: { id: 'wine', wine: 'id' } }, /rename: "id" to "wine", which a later rule renames again/],
  [{ default: { 'wine.alcohol': '0.5' } }, /default: "wine\.alcohol" is a number, and the default is "0\.5"/],
  [{ default: { 'wine.alcohol': 1e300 } }, /is a number, and the default is 1e\+300/],
  [{ default: { 'wine.colour': 'blue' } }, /allows "red", "white", and the default is "blue"/],
])('%j cannot be right for the model', (value, message) => {
  expect(() => readFix(value, 'fix.json', SIGNATURE)).toThrow(message);
});

test('all wrong fields are named at once, with those that there are', () => {
  const value = { toNumber: ['x', 'y'] };
  expect(() => readFix(value, 'fix.json', SIGNATURE)).toThrow(
    /"x" is no field of the model\n.*"y" is no field of the model\n.*the model reads "wine\.alcohol", "wine\.colour", "id", "wine"/,
  );
});

test('without a signature any field is taken, and "all features" cannot be', () => {
  expect(readFix({ toNumber: ['x'] }, 'fix.json', undefined).toNumber).toEqual(['x']);
  expect(() => readFix({ toNumber: 'all features' }, 'fix.json', undefined)).toThrow(/name the fields/);
});

test('two files that say the same are one fix, and others are not', () => {
  const digest = (value: unknown) => readFix(value, 'fix.json', SIGNATURE).digest;
  expect(digest({ toNumber: 'all features' })).toBe(digest({ toNumber: ['wine.alcohol'], rename: {} }));
  expect(digest({ toNumber: ['wine.alcohol'] })).not.toBe(digest({ toNumber: ['id'] }));
});
