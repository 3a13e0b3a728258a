import { z } from 'zod';
import { nameSchema } from './names.ts';
import { hourSchema, STATISTIC_NAMES } from './profile.ts';

/** What the drift job says of a window: `drift/<model>/<window>/v<version>.json`, beside its report.html. */

const share = z.number().min(0).max(1);

/** `insufficient-data` is an answer of its own: never "no drift". */
export const VERDICTS = ['no-drift', 'drift', 'insufficient-data'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * What a window is compared with: the same hours of prior weeks (change; raises alarms) or the rows the version was
 * made from (drift; the daily verdict, and the alarm's stand-in until two weeks of history exist).
 */
export const BASES = ['prior-weeks', 'training'] as const;
export type Basis = (typeof BASES)[number];

/** A test: its name for people, its statistic and p-value, and the p-value adjusted over all features. */
export const testResultSchema = z.strictObject({
  name: z.string(),
  statistic: z.number().nonnegative(),
  pValue: share,
  /** Benjamini–Hochberg over the features of the window. */
  adjusted: share,
});

/** A feature, the prediction or the confidence in one window. */
export const differenceSchema = z.strictObject({
  name: z.string(),
  type: z.enum(['number', 'category', 'label', 'value', 'confidence']),
  /** Rows with a value. */
  rows: z.int().nonnegative(),
  /** Defined numbers all; absent where a statistic has no meaning (Wasserstein of categories). */
  statistics: z.partialRecord(z.enum(STATISTIC_NAMES), z.number().nonnegative()),
  test: testResultSchema.nullable(),
  /** Which effect is judged, against which floor, and what it must pass with the null widened. */
  effect: z.strictObject({
    statistic: z.enum(STATISTIC_NAMES),
    value: z.number().nonnegative(),
    floor: z.number(),
  }),
  /** In this window alone: significant and above the floor. */
  differs: z.boolean(),
  /** Of the latest three disjoint windows that had enough rows, this one last: whether it differs. */
  recent: z.array(z.boolean()).max(3),
  verdict: z.enum(VERDICTS),
  importance: share,
  /** Mean of the window and of what it is compared with, of numbers. */
  mean: z.number().optional(),
  referenceMean: z.number().optional(),
  /** Mini-histograms: shares by bin, at most 20 bins, and their labels (edges or categories). */
  histogram: z.strictObject({
    labels: z.array(z.string()),
    reference: z.array(share),
    current: z.array(share),
  }),
  /** The judged effect over the latest windows, oldest first, and the band in which it lies when nothing changes. */
  history: z.array(z.strictObject({ window: z.string(), value: z.number(), rows: z.int() })),
  band: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
});
export type Difference = Readonly<z.infer<typeof differenceSchema>>;

export const QUALITY_KINDS = ['missing', 'type', 'unseen-category', 'out-of-range', 'volume'] as const;
export type QualityKind = (typeof QUALITY_KINDS)[number];

/** A finding about the data itself; it counts at once, in one window. */
export const qualityFindingSchema = z.strictObject({
  kind: z.enum(QUALITY_KINDS),
  /** The feature's name; null of the volume, and of records whose features could not be read at all. */
  feature: z.string().nullable(),
  /** Rows (rejected ones among them) with it, of how many; of the volume: rows that came, and rows expected. */
  rows: z.int().nonnegative(),
  of: z.int().nonnegative(),
  /** Share that is usual. */
  usual: z.number().nonnegative(),
  pValue: share,
  /** One sentence: what is wrong and how much. No value of a record. */
  message: z.string(),
});
export type QualityFinding = Readonly<z.infer<typeof qualityFindingSchema>>;

export const estimateSchema = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

export const driftResultSchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  version: z.int().positive(),
  /** The judged window: hours of arrivals from `from` up to and including `to`; more than one when it had to grow. */
  window: z.strictObject({ id: z.string(), from: hourSchema, to: hourSchema, hours: z.int().positive() }),
  computedAt: z.iso.datetime(),
  basis: z.enum(BASES),
  verdict: z.enum(VERDICTS),
  /** Why, for a person: one or two sentences. */
  reason: z.string(),
  /** Whether this result raises the alarm: drift by `basis` in two of three windows. Days are no metric: theirs does not ring. */
  alarm: z.boolean(),
  rows: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  /** Names of the features that drifted, by falling effect. */
  drifted: z.array(z.string()),
  quality: z.array(qualityFindingSchema),
  /** By falling effect times importance. */
  features: z.array(differenceSchema),
  prediction: differenceSchema.nullable(),
  confidence: differenceSchema.nullable(),
  dataset: z.strictObject({
    /** Share of the features that drifted, and the same weighted by importance. */
    share,
    weighted: share,
    /** Evidently's default rule on the same window: drift when half of the columns drift. */
    evidently: z.strictObject({ drifted: z.array(z.string()), share, drift: z.boolean() }),
  }),
  accuracy: z.strictObject({
    /** Of the version on unseen rows when it was made. */
    reference: z.number().nullable(),
    /** Without labels, from the confidence (CBPE); its 95% band. */
    estimated: estimateSchema.nullable(),
    /** With the labels that came so far; coverage: labelled ÷ predicted; lag in seconds, median. */
    realised: estimateSchema
      .extend({ rows: z.int(), coverage: share, lagSeconds: z.number().nonnegative() })
      .nullable(),
    /** Mean over the labels of the seven days that end with the window. */
    sevenDays: z.strictObject({ value: z.number(), rows: z.int() }).nullable(),
  }),
  /** Counted rows ÷ predictions in the window; null where nobody counts the predictions. */
  coverage: z.number().nonnegative().nullable(),
  /** Key and etag of each object that was read: the same list gives the same answer. */
  sources: z.array(z.tuple([z.string(), z.string()])),
});
export type DriftResult = Readonly<z.infer<typeof driftResultSchema>>;
