import { z } from 'zod';
import { nameSchema } from '../../lib/contract/names.ts';
import { searchSpaceSchema } from '../space/distribution.ts';

/** When a study ends; what is left out sets no limit. */
export const limitsSchema = z.strictObject({
  /** Trials that end as complete or pruned: 1 to 100,000. */
  trials: z.int().min(1).max(100_000),
  /** Workers at once: 1 to 1,000. Those above it wait for none and end. */
  workers: z.int().min(1).max(1_000).optional(),
  /** Failed trials: more end the study. */
  failures: z.int().nonnegative().optional(),
  /** Since the study was created, by the store's clock. */
  wallClockSeconds: z.number().positive().optional(),
  /** Estimated: the workers' time at a price. */
  cost: z.strictObject({ maxUsd: z.number().positive(), usdPerWorkerHour: z.number().positive() }).optional(),
  /** Ends when so many trials in a row improved the best by no more than a share of it. */
  noImprovement: z
    .strictObject({ trials: z.int().positive(), share: z.number().min(0).max(1).default(0.01) })
    .optional(),
  /** Ends when the objective is as good as this. */
  target: z.number().optional(),
});

/** `studies/<study>/study.json`: all that its workers agree on. Create-only. */
export const studyDefinitionSchema = z.strictObject({
  schema: z.literal(1),
  study: nameSchema,
  writeId: z.string().min(1),
  createdAt: z.iso.datetime(),
  objective: z.strictObject({
    /** Such as accuracy or rmse. */
    metric: z.string().min(1),
    direction: z.enum(['minimize', 'maximize']),
  }),
  space: searchSpaceSchema,
  sampler: z.strictObject({
    name: z.enum(['random', 'quasi-random', 'tpe']),
    options: z.record(z.string(), z.union([z.number(), z.boolean()])).default({}),
  }),
  pruner: z.strictObject({
    name: z.enum(['none', 'median', 'successive-halving', 'hyperband']),
    options: z.record(z.string(), z.number()).default({}),
  }),
  /** The last step that a trial reports. */
  maxStep: z.int().positive(),
  seed: z.int(),
  limits: limitsSchema,
  /** Earlier studies whose trials the sampler sees. */
  warmStart: z.array(nameSchema).default([]),
  /** What the trials learn, for whoever runs them; the study itself never looks inside. */
  problem: z.json(),
});

export type StudyDefinition = Readonly<z.infer<typeof studyDefinitionSchema>>;
export type StudyLimits = Readonly<z.infer<typeof limitsSchema>>;
