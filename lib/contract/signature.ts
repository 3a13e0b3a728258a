import { z } from 'zod';

/**
 * The signature of a model: what a record must hold, how it becomes the model's input vector, and what comes
 * out. People write it by hand for `weir publish --signature`; every manifest carries it.
 */

const fieldName = z.string().min(1).max(256);

/** A numeric feature. A record whose value is missing (or null) takes `default`, or is rejected without one. */
const numberFeatureSchema = z
  .strictObject({
    name: fieldName,
    type: z.literal('number'),
    /** Stands in for a missing value; finite as float32. */
    default: z.number().optional(),
  })
  .refine((feature) => feature.default === undefined || Number.isFinite(Math.fround(feature.default)), {
    path: ['default'],
    message: 'a default must be finite as a 32-bit float',
  });

/** A categorical feature. The model sees the position of the value in `values`: 0, 1, 2, … */
const categoryFeatureSchema = z
  .strictObject({
    name: fieldName,
    type: z.literal('category'),
    /** The allowed values, in the order of their codes; 1 to 10,000 distinct strings. */
    values: z.array(z.string()).min(1).max(10_000),
    /** Stands in for a missing value; one of `values`. An unknown value is rejected all the same. */
    default: z.string().optional(),
  })
  .refine((feature) => new Set(feature.values).size === feature.values.length, {
    path: ['values'],
    message: 'the allowed values must differ from each other',
  })
  .refine((feature) => feature.default === undefined || feature.values.includes(feature.default), {
    path: ['default'],
    message: 'the default must be one of the allowed values',
  });

export const featureSchema = z.discriminatedUnion('type', [numberFeatureSchema, categoryFeatureSchema]);

/** At most this many features: the vector of a 10,000-record batch then stays under 160 MB. */
export const MAX_FEATURES = 4096;

/** A class label as the record shows it: an integer (up to 2^53) or a string. */
export const classLabelSchema = z.union([z.int(), z.string()]);

/** The keys that a prediction record uses itself, so that no carried key may take them. */
export const RESERVED_OUTPUT_KEYS = [
  'predictionId',
  'model',
  'version',
  'prediction',
  'sequenceNumber',
  'shardId',
  'arrivedAt',
  'predictedAt',
] as const;

function distinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

export const signatureSchema = z
  .strictObject({
    task: z.enum(['classification', 'regression']),
    /** The record's key that holds the features object; null when the features are the record's own keys. */
    featuresKey: fieldName.nullable(),
    /** The record's keys that are copied to the prediction as they came. */
    carriedKeys: z.array(fieldName).max(64).default([]),
    /** The key of the predicted label or value inside `prediction`, such as "wine_quality". */
    predictionKey: fieldName.refine((key) => key !== 'confidence' && key !== 'probabilities', {
      message: 'confidence and probabilities are keys of the prediction itself',
    }),
    /** The features in the order of the model's input columns. */
    features: z.array(featureSchema).min(1).max(MAX_FEATURES),
    /** The classes in the order of the model's probability columns; empty for a regression. */
    classes: z.array(classLabelSchema).max(10_000).default([]),
  })
  .refine((s) => distinct(s.features.map((f) => f.name)), {
    path: ['features'],
    message: 'two features have the same name',
  })
  .refine((s) => distinct(s.classes.map(String)), { path: ['classes'], message: 'two classes are the same' })
  .refine((s) => (s.task === 'classification' ? s.classes.length >= 2 : s.classes.length === 0), {
    path: ['classes'],
    message: 'a classification names at least two classes, a regression none',
  })
  .refine((s) => s.classes.every((label) => typeof label === typeof s.classes[0]), {
    path: ['classes'],
    message: 'the classes are either all integers or all strings',
  })
  .refine((s) => distinct(s.carriedKeys), { path: ['carriedKeys'], message: 'a carried key is named twice' })
  .refine((s) => s.featuresKey === null || !s.carriedKeys.includes(s.featuresKey), {
    path: ['carriedKeys'],
    message: 'the features object itself cannot be carried',
  })
  .refine((s) => !s.carriedKeys.some((key) => (RESERVED_OUTPUT_KEYS as readonly string[]).includes(key)), {
    path: ['carriedKeys'],
    message: `a carried key cannot be one of the prediction's own: ${RESERVED_OUTPUT_KEYS.join(', ')}`,
  });

export type Signature = Readonly<z.infer<typeof signatureSchema>>;
export type Feature = Readonly<z.infer<typeof featureSchema>>;
export type ClassLabel = z.infer<typeof classLabelSchema>;

/** The width d of the model's input [n, d]. */
export function inputWidth(signature: Signature): number {
  return signature.features.length;
}
