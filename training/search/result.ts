import { z } from 'zod';
import { keys } from '../../lib/contract/keys.ts';
import { artifactSchema, intervalSchema } from '../../lib/contract/manifest.ts';
import { verdictSchema } from '../../lib/contract/verdict.ts';

const hyperparametersSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** `studies/<study>/top/<rank>/candidate.json`: one of the best trials, refitted on all training rows. */
export const candidateSchema = z.strictObject({
  /** 1 is the best by the search's own value. */
  rank: z.int().positive(),
  /** The trial's number. */
  trial: z.int().nonnegative(),
  family: z.string(),
  /** As the sampler chose them. */
  parameters: hyperparametersSchema,
  /** All of them, as the model was refitted. */
  hyperparameters: hyperparametersSchema,
  /** The search's value, and how far its folds were apart (null without folds). */
  value: z.number(),
  foldSpread: z.number().nullable(),
  trialSeconds: z.number(),
  refitSeconds: z.number(),
  /** The model, in the study's store. */
  model: z.strictObject({
    key: z.string(),
    sha256: z.string(),
    bytes: z.int(),
    chunkRows: z.int().nullable(),
  }),
  /** Such as the number of support vectors. */
  facts: z.record(z.string(), z.number()),
});

const familySchema = z.strictObject({
  family: z.string(),
  trials: z.int(),
  complete: z.int(),
  pruned: z.int(),
  failed: z.int(),
  bestValue: z.number().nullable(),
  bestSpread: z.number().nullable(),
  medianSeconds: z.number().nullable(),
  totalSeconds: z.number(),
});

/** `studies/<study>/result.json`: how a search ended. Its existence is the end; create-only. */
export const searchResultSchema = z.strictObject({
  schema: z.literal(1),
  study: z.string(),
  model: z.string(),
  task: z.enum(['classification', 'regression']),
  objective: z.strictObject({ metric: z.string(), direction: z.enum(['minimize', 'maximize']) }),
  /** Why no further trial began. */
  ended: z.string(),
  finishedAt: z.iso.datetime(),
  synthetic: z.boolean(),
  trials: z.strictObject({
    complete: z.int(),
    pruned: z.int(),
    failed: z.int(),
    /** Of all fits together. */
    seconds: z.number(),
    /** From the study's beginning to its last trial's end. */
    wallSeconds: z.number(),
  }),
  /** Best first, five at most. */
  candidates: z.array(candidateSchema),
  /** By their best values. */
  families: z.array(familySchema),
  /** The first candidate on the holdout, which the search never saw. */
  evaluation: z.strictObject({
    rows: z.int(),
    metrics: z.record(z.string(), intervalSchema),
    confusionMatrix: z.array(z.array(z.int())).optional(),
  }),
  verdict: verdictSchema,
  /** The version that was published. */
  version: z.int().positive(),
  /** The page about all this, in the registry. */
  report: artifactSchema,
  champion: z.strictObject({
    moved: z.boolean(),
    /** What the alias names now; null when there is no champion. */
    version: z.int().positive().nullable(),
    /** Why it moved or did not. */
    reason: z.string(),
  }),
});

export type TopCandidate = Readonly<z.infer<typeof candidateSchema>>;
export type SearchResult = Readonly<z.infer<typeof searchResultSchema>>;

/** Keys of a search's end, in the study's store. */
export const resultKeys = {
  result: (study: string) => `${keys.studyPrefix(study)}result.json`,
  candidate: (study: string, rank: number) => `${keys.studyPrefix(study)}top/${rank}/candidate.json`,
  model: (study: string, rank: number) => `${keys.studyPrefix(study)}top/${rank}/model.onnx`,
} as const;
