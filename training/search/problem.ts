import { z } from 'zod';
import { columnStatisticsSchema } from '../../lib/contract/manifest.ts';
import { nameSchema } from '../../lib/contract/names.ts';
import { signatureSchema } from '../../lib/contract/signature.ts';
import { GATE_MODES } from '../../lib/contract/verdict.ts';
import { FOLDS_MAX } from '../trial/folds.ts';
import { programSchema } from '../trial/program/specification.ts';

/** How the best model is held against the champion; what is left out has the gate's default. */
export const gateSettingsSchema = z.strictObject({
  mode: z.enum(GATE_MODES),
  margin: z.number().nonnegative().optional(),
  floor: z.number().optional(),
  /** Of the 99th percentile of its time to answer to the champion's. */
  maxLatencyRatio: z.number().positive().optional(),
});

/** What a study's trials learn: `problem` of its definition. With the study's data it says all there is to know. */
export const searchProblemSchema = z.strictObject({
  schema: z.literal(1),
  /** The model to publish as. */
  model: nameSchema,
  data: z.strictObject({
    /** The object of the study's store that holds the CSV file. */
    key: z.string().min(1),
    /** What a person calls it. */
    source: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    rows: z.int().positive(),
    synthetic: z.boolean(),
    /** When the file was last written, where that is known. */
    version: z.iso.datetime().optional(),
    statistics: z.record(z.string(), columnStatisticsSchema),
  }),
  target: z.string().min(1),
  /** With the task, the features in their order and the classes. */
  signature: signatureSchema,
  split: z.strictObject({ seed: z.int(), holdoutShare: z.number().gt(0).lt(1) }),
  /** 1: a fifth of the training rows judges; more: cross-validation. */
  folds: z.int().min(1).max(FOLDS_MAX),
  /** Families that are programs. */
  programs: z.record(z.string(), programSchema).default({}),
  gate: gateSettingsSchema,
  /** The champion stays as it is, whatever the gate says and whoever ends the search. */
  promote: z.literal(false).optional(),
});

export type SearchProblem = Readonly<z.infer<typeof searchProblemSchema>>;
export type GateSettings = Readonly<z.infer<typeof gateSettingsSchema>>;
