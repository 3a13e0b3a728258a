import { z } from 'zod';
import { MAX_WORKERS } from '../../lib/constructs/training/definition.ts';
import { NETWORKS } from '../../lib/constructs/training/network.ts';
import { checkedSize } from '../../lib/constructs/training/task-size.ts';
import { modelNameSchema, oneOf, orIssue, text, wholeNumber } from './allowed.ts';

/** Within the data bucket, below datasets/. */
const dataKeySchema = text(
  /^(?!\.\.?\/)[\w.-]+(\/(?!\.\.?\/)[\w.-]+)*\.csv$/,
  'a key below datasets/ of the data bucket that ends with .csv, such as wine-quality/wines.csv',
);

/** What the runs of one model search. */
const searchSchema = z.strictObject({
  /** A CSV file in the data bucket, below datasets/. */
  data: dataKeySchema,
  /** Trials of a run: 1 to 100,000. Default: 50. */
  trials: wholeNumber(1, 100_000).default(50),
  /** Tasks that work on them at once: 1 to 40. Default: 2. */
  workers: wholeNumber(1, MAX_WORKERS).default(2),
  /** Families of models to choose from. Default: all. */
  families: z
    .array(text(/^[a-z][\w-]{0,62}$/, 'families such as ["forest", "svm"]'), { error: 'a list of families' })
    .min(1, 'a list of families')
    .exactOptional(),
  /** The column to predict. Default: as weir train finds it. */
  target: text(/^.{1,200}$/, 'the name of a column').exactOptional(),
  /** A run every day at this time in UTC, such as 03:30, or none. Default: none. */
  daily: text(/^(none|([01]\d|2[0-3]):[0-5]\d)$/, 'a time of day in UTC such as "03:30", or "none"').default(
    'none',
  ),
});

/** With "-20261121-0330", as the state machine adds it, 63. */
const DAILY_NAME_MAX = 49;

/** The search for better models, on Fargate. */
export const trainingSchema = z
  .strictObject({
    /** By name; runs may be of these alone. */
    models: z
      .record(modelNameSchema, searchSchema, {
        error: 'models by their name, such as { "wine-quality": { data: "wine-quality/wines.csv" } }',
      })
      .refine((models) => Object.keys(models).length > 0, { error: 'one model or more' }),
    /** Workers on spare capacity, at about a third of the price. Default: true. */
    spot: z.boolean({ error: 'true or false' }).default(true),
    /** `private`: no public address, and interface endpoints for about 44 USD a month. Default: public. */
    network: oneOf(NETWORKS).default('public'),
    /** Of each task: 1,024 are a vCPU. Default: 2,048. */
    cpuUnits: wholeNumber(512, 16_384).default(2_048),
    /** Of each task; what Fargate has with so much CPU. Default: 4,096. */
    memoryMb: wholeNumber(1_024, 122_880).default(4_096),
    /** Within which a run should end: 10 to 10,080 minutes. After twice that it is stopped. Default: 120. */
    slaMinutes: wholeNumber(10, 10_080).default(120),
    /** An image that is in the stage's ECR repository. Default: one is built where the function is an image too. */
    image: text(
      /^sha256:[0-9a-f]{64}$/,
      'the digest of a pushed image: sha256: and 64 of 0-9 and a-f',
    ).exactOptional(),
    /** An MLflow server that is told of the runs; a private network does not reach it. Default: none. */
    mlflowUri: text(
      // A password would stand in the template and in the task definition, for all to read who may look at either.
      /^https?:\/\/[^\s@]{1,500}$/,
      'an address such as https://mlflow.example.com, without a name and a password in it',
    ).exactOptional(),
  })
  .superRefine(({ cpuUnits, memoryMb, models }, context) => {
    orIssue(context, () => checkedSize({ cpuUnits, memoryMb }));
    for (const [model, { daily }] of Object.entries(models)) {
      if (daily === 'none' || model.length <= DAILY_NAME_MAX) continue;
      const message = `a daily run names its study by the model and the time: a name of at most ${DAILY_NAME_MAX} characters, or daily: "none"`;
      context.addIssue({ code: 'custom', path: ['models', model], message, params: { sentence: true } });
    }
  });

export type TrainingSettings = z.output<typeof trainingSchema>;
