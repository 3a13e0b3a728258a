import { z } from 'zod';
import { nameSchema } from '../../lib/contract/names.ts';
import { searchSpaceSchema } from '../space/distribution.ts';

/** When a study ends; what is left out sets no limit. */
export const limitsSchema = z.strictObject({
  /** Trials that end as complete or pruned: 1 to 100,000. */
  trials: z.int().min(1).max(100_000),
  /** Trials at once: 1 to 1,000. A worker above it ends as soon as it has seen that the others are alive. */
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

/** How a worker holds a trial. All workers judge by the same figures, against the store's clock. */
export const leaseSchema = z
  .strictObject({
    /** A trial whose worker gave no sign of life for this long is another's to take: 1 to 3,600. */
    seconds: z.number().min(1).max(3_600).default(60),
    /** Between two signs of life: at most half of `seconds`. */
    heartbeatSeconds: z.number().positive().default(15),
    /** A trial that so many workers did not survive ends as failed: 1 to 100. */
    maxDeaths: z.int().min(1).max(100).default(3),
  })
  .refine(({ seconds, heartbeatSeconds }) => heartbeatSeconds <= seconds / 2, {
    message: 'heartbeatSeconds is at most half of seconds, or a single late heartbeat loses a trial',
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
  /** The first trials, before the sampler is asked: what is known to be good. */
  first: z
    .array(
      z.strictObject({
        family: z.string().min(1),
        parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      }),
    )
    .default([]),
  pruner: z.strictObject({
    name: z.enum(['none', 'median', 'successive-halving', 'hyperband']),
    options: z.record(z.string(), z.number()).default({}),
  }),
  /** The last step that a trial reports. */
  maxStep: z.int().positive(),
  seed: z.int(),
  limits: limitsSchema,
  lease: leaseSchema.prefault({}),
  /** Earlier studies whose trials the sampler sees. */
  warmStart: z.array(nameSchema).default([]),
  /** SHA-256 of those trials as they were when the study was made; null without a warm start. */
  warmStartDigest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  /** What the trials learn, for whoever runs them; the study itself never looks inside. */
  problem: z.json(),
});

export type StudyDefinition = Readonly<z.infer<typeof studyDefinitionSchema>>;
export type StudyLease = Readonly<z.infer<typeof leaseSchema>>;
export type StudyLimits = Readonly<z.infer<typeof limitsSchema>>;
