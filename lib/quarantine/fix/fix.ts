import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../contract/errors.ts';
import type { Feature, Signature } from '../../contract/signature.ts';
import { featurePaths, knownPaths } from './field-path.ts';

/** What `toNumber` takes instead of a list: every numeric feature of the model. */
export const ALL_FEATURES = 'all features';

const pathSchema = z.string().min(1, 'a field has a name').max(513, 'a field has at most 513 characters');

/** By field. Zod leaves "__proto__" out without a word, and a rule that a person wrote would not be applied. */
function byField<V extends z.ZodType>(value: V) {
  return z
    .unknown()
    .refine((rules) => !Object.hasOwn(Object(rules), '__proto__'), 'a field cannot be called "__proto__"')
    .pipe(z.record(pathSchema, value));
}

/**
 * A fix as a person writes it, applied to the JSON of each record in this order. A field is a key of the record,
 * such as "customer_id", or one level down, such as "wine_features.alcohol".
 *
 *     {
 *       "rename": {"wine_features.vol acidity": "wine_features.volatile acidity"},
 *       "toNumber": ["wine_features.alcohol"],
 *       "default": {"wine_features.sulphates": 0.5}
 *     }
 *
 * - rename: a field gets another name, or another place, one rule after the other. One whose new name is taken
 *   stays.
 * - toNumber: the number that stands in a string, "8.8", becomes 8.8; "all features" means every numeric feature.
 * - default: a field that is missing or null gets this value, when the object that it belongs to is there.
 */
const fixSchema = z
  .strictObject({
    rename: byField(pathSchema).optional(),
    toNumber: z
      .union([z.literal(ALL_FEATURES), z.array(pathSchema)], {
        error: `expected "${ALL_FEATURES}" or a list of fields`,
      })
      .optional(),
    default: byField(z.unknown()).optional(),
  })
  .refine(
    (fix) => Object.values(fix).some((rules) => Object.keys(rules ?? {}).length > 0),
    'there is no rule in it',
  );

/** A fix without abbreviations, and its digest. */
export interface Fix {
  readonly rename: Readonly<Record<string, string>>;
  readonly toNumber: readonly string[];
  /** Values as JSON text: digits that a double cannot hold stay. */
  readonly default: Readonly<Record<string, string>>;
  /** SHA-256 of the three in this order: two files that say the same are one fix. */
  readonly digest: string;
  /** The model's, by which its fields are told; undefined when it is not known. */
  readonly signature: Signature | undefined;
}

/**
 * Reads a fix and holds it to the model's signature.
 * @param value of a JSON parser; numbers may be objects that JSON.stringify writes as they came
 * @param source the file's name, for messages
 * @throws UserError that names every rule that cannot be right
 */
export function readFix(value: unknown, source: string, signature: Signature | undefined): Fix {
  const parsed = fixSchema.safeParse(value);
  if (!parsed.success) {
    throw new UserError(
      `${source} is no fix:\n${z.prettifyError(parsed.error)}\nExpected such as {"rename": {"old field": "new field"}, "toNumber": ["field"] or "${ALL_FEATURES}", "default": {"field": 0.5}}`,
    );
  }
  const { rename = {}, toNumber = [], default: defaults = {} } = parsed.data;
  if (toNumber === ALL_FEATURES && signature === undefined) {
    throw new UserError(
      `${source} has "toNumber": "${ALL_FEATURES}", and the model's features are not known here: name the fields, or the registry with --registry`,
    );
  }
  const rules = {
    rename,
    toNumber: toNumber === ALL_FEATURES ? numericPaths(signature!) : toNumber,
    default: Object.fromEntries(
      Object.entries(defaults).map(([path, given]) => [path, JSON.stringify(given)]),
    ),
  };
  const problems = [
    ...selfRenames(rename),
    ...passedOn(rename),
    ...(signature ? unlikeSignature(rules, signature) : []),
  ];
  if (problems.length > 0) throw new UserError(`${source} is no fix for this model:\n${listed(problems)}`);
  const digest = createHash('sha256').update(JSON.stringify(rules)).digest('hex');
  return { ...rules, digest, signature };
}

type Rules = Pick<Fix, 'rename' | 'toNumber' | 'default'>;

function selfRenames(rename: Rules['rename']): string[] {
  const same = Object.entries(rename).filter(([from, to]) => from === to);
  return same.map(([from]) => `rename: ${shown(from)} already has that name`);
}

/** The later rule would take what the earlier one has put there, and the first name would never come to its own. */
function passedOn(rename: Rules['rename']): string[] {
  const rules = Object.entries(rename);
  const later = (to: string, i: number) => rules.slice(i + 1).some(([from]) => from === to);
  return rules
    .filter(([, to], i) => later(to, i))
    .map(
      ([from, to]) =>
        `rename: ${shown(from)} to ${shown(to)}, which a later rule renames again; expected that rule first`,
    );
}

function unlikeSignature({ rename, toNumber, default: defaults }: Rules, signature: Signature): string[] {
  const known = knownPaths(signature);
  const features = featurePaths(signature);
  const unknown = (path: string) => (known.includes(path) ? [] : [`${shown(path)} is no field of the model`]);
  const problems = [
    ...Object.values(rename).flatMap((path) => inRule('rename', unknown(path))),
    ...toNumber.flatMap((path) => inRule('toNumber', [...unknown(path), ...notNumeric(path, features)])),
    ...Object.entries(defaults).flatMap(([path, value]) =>
      inRule('default', [...unknown(path), ...unfitValue(path, value, features)]),
    ),
  ];
  return problems.some((problem) => problem.endsWith(' of the model'))
    ? [...problems, `the model reads ${known.map(shown).join(', ')}`]
    : problems;
}

function notNumeric(path: string, features: ReadonlyMap<string, Feature>): string[] {
  return features.get(path)?.type === 'category'
    ? [`${shown(path)} is a category: its values are texts`]
    : [];
}

function unfitValue(path: string, value: string, features: ReadonlyMap<string, Feature>): string[] {
  const feature = features.get(path);
  const given: unknown = JSON.parse(value);
  if (feature?.type === 'number' && !(typeof given === 'number' && Number.isFinite(Math.fround(given))))
    return [`${shown(path)} is a number, and the default is ${value}`];
  if (feature?.type === 'category' && !feature.values.some((allowed) => allowed === given))
    return [`${shown(path)} allows ${feature.values.map(shown).join(', ')}, and the default is ${value}`];
  return [];
}

function numericPaths(signature: Signature): string[] {
  const numeric = [...featurePaths(signature)].filter(([, { type }]) => type === 'number');
  return numeric.map(([path]) => path);
}

function inRule(rule: string, problems: readonly string[]): string[] {
  return problems.map((problem) => `${rule}: ${problem}`);
}

function listed(problems: readonly string[]): string {
  return problems.map((problem) => `- ${problem}`).join('\n');
}

function shown(name: string): string {
  return JSON.stringify(name);
}
