import fc from 'fast-check';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { signatureSchema } from '../../../../lib/contract/signature.ts';

/** Signatures that exercise every rule: nested or not, categories, defaults, carried keys, awkward names. */
export const SIGNATURES: readonly Signature[] = [
  {
    task: 'classification',
    featuresKey: 'wine_features',
    carriedKeys: ['customer_id', 'a'],
    predictionKey: 'quality',
    features: [
      { name: 'alcohol', type: 'number' },
      { name: 'volatile acidity', type: 'number', default: -0 },
      { name: 'colour', type: 'category', values: ['red', 'white', 'rosé', ''], default: 'white' },
    ],
    classes: [5, 6],
  },
  {
    task: 'regression',
    featuresKey: null,
    carriedKeys: ['customer_id', 'alcohol', 'naïve "key"'],
    predictionKey: 'quality',
    features: [
      { name: 'alcohol', type: 'number' },
      { name: 'a', type: 'number' },
      { name: '__proto__', type: 'number', default: 3.5 },
      { name: 'colour', type: 'category', values: ['red', 'white'] },
      { name: 'été', type: 'number', default: 1 },
    ],
  },
  {
    task: 'regression',
    featuresKey: 'f',
    predictionKey: 'quality',
    features: [{ name: 'x', type: 'number', default: 2 }],
  },
].map((signature) => signatureSchema.parse(signature));

const plainNumber = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => x.toFixed(3)),
  fc.stringMatching(/^-?(0|[1-9]\d{0,7})(\.\d{1,7})?$/),
  fc.constantFrom('-0', '0', '-0.0', '0.000', '999999999999999', '0.00000000000001'),
);

/** JSON texts of values, plain and odd. */
const anyValue = fc.oneof(
  { weight: 16, arbitrary: plainNumber },
  { weight: 2, arbitrary: fc.double().map((x) => JSON.stringify(x)) },
  { weight: 2, arbitrary: fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/) },
  { weight: 4, arbitrary: fc.constantFrom('red', 'white', 'rosé', '', 'blue').map((x) => JSON.stringify(x)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }).map((x) => JSON.stringify(x)) },
  { weight: 2, arbitrary: fc.json() },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'null',
      'true',
      'false',
      '-0',
      '01',
      '1.',
      '.5',
      '+1',
      '1e400',
      'NaN',
      '"\\u0072ed"',
    ),
  },
);

const space = fc.constantFrom('', '', '', ' ', ' ', '  ', '\n', '\t', '\r\n');

interface Layout {
  readonly afterColon: string;
  readonly afterComma: string;
  readonly odd: readonly string[];
}

const layout: fc.Arbitrary<Layout> = fc.record({
  afterColon: fc.constantFrom('', ' '),
  afterComma: fc.constantFrom('', ' '),
  odd: fc.oneof(
    { weight: 7, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(space, { maxLength: 6 }) },
  ),
});

type Member = readonly [name: string, valueText: string];

function objectText(members: readonly Member[], { afterColon, afterComma, odd }: Layout): string {
  const parts = members.map(([name, value], i) => {
    const key = name.startsWith('\\') ? `"${name}"` : JSON.stringify(name);
    return `${key}${odd[2 * i] ?? ''}:${afterColon}${value}${odd[2 * i + 1] ?? ''}`;
  });
  return `{${parts.join(`,${afterComma}`)}}`;
}

/** What the signature wants of a key, and now and then something else. */
function valueFor(signature: Signature, name: string): fc.Arbitrary<string> {
  const feature = signature.features.find((candidate) => candidate.name === name);
  const fitting =
    feature?.type === 'category'
      ? fc.constantFrom(...feature.values).map((value) => JSON.stringify(value))
      : feature
        ? plainNumber
        : anyValue;
  return fc.oneof({ weight: 24, arbitrary: fitting }, { weight: 1, arbitrary: anyValue });
}

/** Members of an object that has most or all of the names, in any order, now and then one twice or a stranger. */
function membersOf(signature: Signature, names: readonly string[]): fc.Arbitrary<Member[]> {
  const known = fc.shuffledSubarray([...names], { minLength: Math.max(0, names.length - 1) });
  const extra = fc.oneof(
    { weight: 4, arbitrary: fc.constant<string[]>([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.oneof(fc.constantFrom(...names, 'extra', '', '__proto__', '\\u0061lcohol'), fc.string()),
        { maxLength: 2 },
      ),
    },
  );
  return fc
    .tuple(known, extra)
    .chain(([some, more]) =>
      fc.tuple(...[...some, ...more].map((name) => fc.tuple(fc.constant(name), valueFor(signature, name)))),
    );
}

/** A record that is close to what the signature wants, as text. */
export function recordText(signature: Signature): fc.Arbitrary<string> {
  const names = signature.features.map(({ name }) => name);
  const { featuresKey, carriedKeys } = signature;
  if (featuresKey === null) {
    return fc
      .tuple(membersOf(signature, [...new Set([...names, ...carriedKeys])]), layout)
      .map(([members, style]) => objectText(members, style));
  }
  const features = fc
    .tuple(membersOf(signature, names), layout)
    .map(([members, style]) => objectText(members, style));
  return fc
    .tuple(features, membersOf(signature, [featuresKey, ...carriedKeys]), layout)
    .map(([nested, members, style]) =>
      objectText(
        members.map(([name, value]): Member => [name, name === featuresKey ? nested : value]),
        style,
      ),
    );
}

/** The bytes of a record, with a few of them changed, cut out or doubled. */
function mutated(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const place = fc.nat({ max: Math.max(0, bytes.length - 1) });
  return fc.oneof(
    fc.tuple(place, fc.nat({ max: 255 })).map(([at, byte]) => bytes.with(bytes.length === 0 ? 0 : at, byte)),
    fc.tuple(place, place).map(([a, b]) => {
      return Buffer.concat([bytes.subarray(0, Math.min(a, b)), bytes.subarray(Math.max(a, b))]);
    }),
    fc
      .tuple(place, place)
      .map(([a, b]) => Buffer.concat([bytes.subarray(0, a), bytes.subarray(Math.min(a, b))])),
    fc.tuple(place, fc.constantFrom(...',:{}[]"\\ 0\n')).map(([at, text]) => {
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)]);
    }),
  );
}

/** The data of one record: near the signature, near that, or anything. */
export function recordData(signature: Signature): fc.Arbitrary<Uint8Array> {
  const near = recordText(signature).map((text): Uint8Array => Buffer.from(text));
  return fc.oneof(
    { weight: 6, arbitrary: near },
    { weight: 3, arbitrary: near.filter((bytes) => bytes.length > 0).chain(mutated) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  );
}
