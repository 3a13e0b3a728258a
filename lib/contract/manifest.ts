import { z } from 'zod';
import { nameSchema } from './names.ts';
import { signatureSchema } from './signature.ts';

/** An estimate with its 95% confidence interval, each in the metric's own unit. */
export const intervalSchema = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest is 64 hexadecimal digits');

/** One file of a version: where it is, what it must hash to, how long it is. */
export const artifactSchema = z.strictObject({
  /** The object's key in the registry. */
  key: z.string().min(1),
  sha256: sha256Schema,
  bytes: z.int().nonnegative(),
});

/** The files that a version may have; `model` and `golden` are always there. */
export const ARTIFACT_FILES = {
  model: 'model.onnx',
  golden: 'golden.json',
  profile: 'profile.json',
  report: 'report.html',
  verdict: 'verdict.json',
} as const;
export type ArtifactKind = keyof typeof ARTIFACT_FILES;

/** How the runtime calls the graph. */
export const runtimeSchema = z.strictObject({
  /** The graph's input: one float32 tensor [n, d]. */
  inputTensor: z.string().min(1),
  /** int64 or string labels [n]; null when the graph has none (the label is then the argmax). */
  labelTensor: z.string().min(1).nullable(),
  /** float32 probabilities [n, classes], columns in the signature's class order; null when the graph has none. */
  probabilityTensor: z.string().min(1).nullable(),
  /** float32 values [n] or [n, 1] of a regression; null for a classification. */
  valueTensor: z.string().min(1).nullable(),
  /** Rows a run takes at most, for graphs whose memory grows with rows times support vectors; null: one run. */
  chunkRows: z.int().positive().nullable(),
  opset: z.int().positive(),
  irVersion: z.int().positive(),
});

/** What is in a column of the training data. */
export const columnStatisticsSchema = z.strictObject({
  rows: z.int().nonnegative(),
  /** Empty cells. */
  missing: z.int().nonnegative(),
  distinct: z.int().nonnegative(),
  /** Of numbers, and so are the others. */
  mean: z.number().optional(),
  /** Of the population: divided by the number of rows. */
  deviation: z.number().nonnegative().optional(),
  /** Minimum, lower quartile, median, upper quartile, maximum. */
  quantiles: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]).optional(),
});
export type ColumnStatistics = Readonly<z.infer<typeof columnStatisticsSchema>>;

/** Where the training rows came from. */
export const datasetSchema = z.strictObject({
  /** What a person calls it: a file name or an address. */
  source: z.string(),
  sha256: sha256Schema,
  rows: z.int().nonnegative(),
  /** The data's version by time: when their file was last written. Unknown of made-up rows. */
  version: z.iso.datetime().optional(),
  /** Of the target and the model's features, by name; the first 256. */
  statistics: z.record(z.string(), columnStatisticsSchema).optional(),
  /** The column that holds the labels: with it and the split, anyone who has the data finds the holdout again. */
  target: z.string().min(1).optional(),
  /** How rows were split: the holdout share is of each class. */
  split: z
    .strictObject({ seed: z.int(), holdoutShare: z.number(), trainRows: z.int(), holdoutRows: z.int() })
    .optional(),
});

/**
 * The manifest of one model version: `models/<name>/versions/<n>.json`. Its existence is the version; nothing
 * ever changes it.
 */
export const manifestSchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  version: z.int().positive(),
  /** Random, one for each attempt to write: a writer whose answer was lost recognises its own success by it. */
  writeId: z.string().min(1),
  createdAt: z.iso.datetime(),
  /** What made the model, for example "weir train (svm)" or "weir publish". */
  trainer: z.string(),
  signature: signatureSchema,
  runtime: runtimeSchema,
  artifacts: z.strictObject({
    model: artifactSchema,
    golden: artifactSchema,
    profile: artifactSchema.optional(),
    report: artifactSchema.optional(),
    verdict: artifactSchema.optional(),
  }),
  /** Metrics on the holdout, such as accuracy and balancedAccuracy. */
  metrics: z.record(z.string(), intervalSchema).default({}),
  /** Rows: true class, columns: predicted class, in the signature's class order. */
  confusionMatrix: z.array(z.array(z.int().nonnegative())).optional(),
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  dataset: datasetSchema.optional(),
  /** The study whose trial this is. */
  study: nameSchema.optional(),
});

export type Manifest = Readonly<z.infer<typeof manifestSchema>>;
export type Runtime = Readonly<z.infer<typeof runtimeSchema>>;
export type Artifact = Readonly<z.infer<typeof artifactSchema>>;
export type Interval = Readonly<z.infer<typeof intervalSchema>>;
export type Dataset = Readonly<z.infer<typeof datasetSchema>>;
