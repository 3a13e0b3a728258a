import { z } from 'zod';
import { nameSchema } from './names.ts';

/**
 * How rows are counted, so that traffic can be compared with what a model was made from without keeping a row.
 *
 * A *layout* says into which bins values go; it is fixed when a version is made. *Counts* are what was counted in a
 * layout: whole numbers alone, so that counts of the same layout add up to the same bytes in any order and grouping.
 */

const count = z.int().nonnegative();

/** A whole number of any size, in decimal. */
const wholeNumber = z.string().regex(/^-?(0|[1-9]\d*)$/, 'a whole number in decimal');

/** A number is counted in bin i when edges[i - 1] < x <= edges[i]: k edges make k + 1 bins, the outer ones open. */
export const numberBinsSchema = z.strictObject({
  type: z.literal('number'),
  name: z.string().min(1),
  /** Ascending and distinct, each exact as float32: 0 to 255 of them. */
  edges: z.array(z.number()).max(255),
  /** The smallest and the largest value of the reference rows; what lies outside is out of range. */
  range: z.tuple([z.number(), z.number()]),
  /**
   * Sums are whole multiples of this power of two: at most a 4,096th of the reference's standard deviation. A value
   * counts in a sum as Math.round(x / unit), cut off at ±SUM_LIMIT units from the middle of the range.
   */
  unit: z.number().positive(),
});

/** Codes of a category that have a bin of their own, at most. With fewer the last bin holds what the reference never showed. */
export const CODES_MAX = 255;

/** A category's code is counted in the bin of its place in `codes`; all others share the last bin. */
export const categoryBinsSchema = z.strictObject({
  type: z.literal('category'),
  name: z.string().min(1),
  /** Positions in the signature's `values`: the most frequent of the reference rows. */
  codes: z.array(z.int().nonnegative()).max(CODES_MAX),
});

export const binsSchema = z.discriminatedUnion('type', [numberBinsSchema, categoryBinsSchema]);
export type NumberBins = Readonly<z.infer<typeof numberBinsSchema>>;
export type CategoryBins = Readonly<z.infer<typeof categoryBinsSchema>>;
export type Bins = Readonly<z.infer<typeof binsSchema>>;

/** How far from the middle of the range a value counts in a sum, in units: some 4,096 standard deviations. */
export const SUM_LIMIT = 2 ** 24;

/** Confidence is counted in so many equal bins of [0, 1]: bin floor(c · 100), 1 in the last. */
export const CONFIDENCE_BINS = 100;

export const layoutSchema = z.strictObject({
  /** In the order of the signature. */
  features: z.array(binsSchema),
  /** Of a classification: how many classes. Of a regression: the bins of its value. */
  prediction: z.discriminatedUnion('task', [
    z.strictObject({
      task: z.literal('classification'),
      classes: z.int().min(2),
      hasConfidence: z.boolean(),
    }),
    z.strictObject({ task: z.literal('regression'), bins: numberBinsSchema }),
  ]),
});
export type Layout = Readonly<z.infer<typeof layoutSchema>>;

/** Of one feature, over the rows that were predicted. */
export const featureCountsSchema = z.strictObject({
  /** Rows by bin; rows whose value was missing are in none. */
  bins: z.array(count),
  /** Sum of the values of each bin, in the layout's unit; absent for categories. */
  sums: z.array(wholeNumber).optional(),
  /** Rows that had no value, and took the signature's default. */
  missing: count,
  /** Rows below and above the reference's range, of a number; both 0 for categories. */
  below: count,
  above: count,
});
export type FeatureCounts = Readonly<z.infer<typeof featureCountsSchema>>;

export const predictionCountsSchema = z.strictObject({
  rows: count,
  /** Of a classification: rows by class, in the signature's order. */
  labels: z.array(count).optional(),
  /** Of a regression. */
  values: featureCountsSchema.optional(),
  /** Rows by confidence; absent without probabilities. */
  confidence: z.array(count).length(CONFIDENCE_BINS).optional(),
});
export type PredictionCounts = Readonly<z.infer<typeof predictionCountsSchema>>;

/** Rejected records by reason, and in each by the field that is to blame ("" when none is). */
export const rejectedCountsSchema = z.record(z.string(), z.record(z.string(), count));
export type RejectedCounts = Readonly<z.infer<typeof rejectedCountsSchema>>;

/** What was counted of some rows. */
export const countsSchema = z.strictObject({
  /** Rows that were predicted. */
  rows: count,
  features: z.array(featureCountsSchema),
  predictions: predictionCountsSchema,
  rejected: rejectedCountsSchema,
});
export type Counts = Readonly<z.infer<typeof countsSchema>>;

/** Of a numeric feature's reference rows, from the rows themselves. */
export const momentsSchema = z.strictObject({
  mean: z.number(),
  /** Of the population: divided by the number of rows. */
  deviation: z.number().nonnegative(),
  min: z.number(),
  max: z.number(),
});
export type Moments = Readonly<z.infer<typeof momentsSchema>>;

/** A statistic over chunks of the reference, each against all of it: what it is when nothing changed. */
export const spreadSchema = z.strictObject({
  mean: z.number().nonnegative(),
  deviation: z.number().nonnegative(),
  max: z.number().nonnegative(),
});

/** Names of the statistics of difference, as reports, metrics and spreads have them. */
export const STATISTIC_NAMES = ['psi', 'ks', 'wasserstein', 'jensenShannon', 'chiSquare'] as const;
export type StatisticName = (typeof STATISTIC_NAMES)[number];

/** The file `profile.json` of a version: what its live rows are compared with. */
export const referenceProfileSchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  layout: layoutSchema,
  /** Features over the training rows; predictions over rows that the model did not see. Nothing is rejected. */
  counts: countsSchema,
  /** By feature, in the layout's order; null for categories, and where no row had a value. */
  moments: z.array(momentsSchema.nullable()),
  /**
   * Share of each feature in what the model loses when one is shuffled (permutation importance on unseen rows): from
   * 0 to 1, together 1; all equal where it was not measured. In the layout's order.
   */
  importance: z.array(z.number().min(0).max(1)),
  /** Over chunks of the reference, by feature; a statistic that a feature does not have is absent. */
  spread: z.strictObject({
    /** Rows of a chunk. */
    rows: count,
    chunks: count,
    features: z.array(z.partialRecord(z.enum(STATISTIC_NAMES), spreadSchema)),
  }),
  /**
   * How often a label of a confidence is right, by bin of confidence, ascending, from rows that the model did not
   * see; null without labels or probabilities.
   */
  calibration: z
    .strictObject({
      rows: count,
      /** Isotonic: never falls from one bin to the next. */
      accuracy: z.array(z.number().min(0).max(1)).length(CONFIDENCE_BINS),
      /** Standard error of the mean accuracy that the map gives, from resampling those rows. */
      error: z.number().nonnegative(),
    })
    .nullable(),
  /** Accuracy of the version on those rows (R² of a regression); null without labels. */
  performance: z.strictObject({ metric: z.string(), value: z.number(), rows: count }).nullable(),
});
export type ReferenceProfile = Readonly<z.infer<typeof referenceProfileSchema>>;

/** An hour of arrivals, UTC, such as 2026-11-21T02: the unit of windows. */
export const hourSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3])$/, 'an hour such as 2026-11-21T02');

/** The hour in which records that arrived at a time are counted. */
export function hourOf(at: Date | number): string {
  return new Date(at).toISOString().slice(0, 'YYYY-MM-DDTHH'.length);
}

/** When an hour begins, in milliseconds since 1970. */
export function hourStart(hour: string): number {
  return Date.parse(`${hour}:00:00.000Z`);
}

/**
 * What one sandbox of the function counted of one hour and version: `windows/<model>/<hour>/<version>/<writer>.json`.
 * It is written again, whole, as the sandbox goes on; a window is the sum of its objects.
 */
export const windowObjectSchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  version: z.int().positive(),
  hour: hourSchema,
  /** Random, one for each sandbox and window; the end of the key. */
  writer: z.string().min(1),
  /** How often it was written: 1, 2, … */
  flush: z.int().positive(),
  writtenAt: z.iso.datetime(),
  /** layoutDigest of the layout that was counted in. */
  layout: z.string().min(1),
  counts: countsSchema,
});
export type WindowObject = Readonly<z.infer<typeof windowObjectSchema>>;

/** `pace/<model>.json`: how seldom sandboxes shall write their windows at least; 0 leaves it to them. */
export const windowPaceSchema = z.strictObject({ seconds: z.int().min(0).max(3600) });
export type WindowPace = Readonly<z.infer<typeof windowPaceSchema>>;

/** One line of the prediction log, JSON Lines: what a label that comes later is compared with. No feature is in it. */
export const loggedPredictionSchema = z.strictObject({
  id: z.string().min(1),
  version: z.int().positive(),
  /** The predicted label, or the value of a regression. */
  label: z.union([z.number(), z.string()]),
  confidence: z.number().optional(),
  /** The record's arrival: the window in which the prediction counts. ISO 8601. */
  at: z.iso.datetime(),
});
export type LoggedPrediction = Readonly<z.infer<typeof loggedPredictionSchema>>;

/** One line of a label file: the truth about one prediction, whenever it is known. */
export const labelSchema = z.strictObject({
  id: z.string().min(1),
  label: z.union([z.number(), z.string()]),
  /** When the truth was known, ISO 8601. */
  at: z.iso.datetime(),
  /** The prediction's `arrivedAt`, where it is known: then only that hour is searched. */
  arrivedAt: z.iso.datetime().optional(),
});
export type Label = Readonly<z.infer<typeof labelSchema>>;
