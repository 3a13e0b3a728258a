import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { nameSchema } from '../../lib/contract/names.ts';
import { GATE_MODES } from '../../lib/contract/verdict.ts';
import { limitsSchema } from '../study/definition.ts';

/** As many as an inline Map of Step Functions runs at once. */
const MAX_WORKERS = 40;

/**
 * It goes to a task as text within the JSON of ECS's overrides, which have 8,192 characters in all: what is left is for
 * the names around it. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
const MAX_CHARACTERS = 7_000;

/**
 * What a run is asked for: the input of the state machine, which `weir train --remote` and the schedule send.
 * What is left out has the default of `weir train`.
 */
const runInputSchema = z.strictObject({
  /** Default: from the model and the scheduled time, which the state machine makes a name of. */
  study: nameSchema.optional(),
  /** When the schedule started it. */
  scheduledTime: z.iso.datetime().optional(),
  /** The model to publish as. */
  model: nameSchema,
  /** A CSV file: s3://bucket/key below the prefix that the stage allows. */
  data: z.string().min(1),
  trials: z.int().min(1).max(100_000),
  /** Tasks that work on them at once. */
  workers: z.int().min(1).max(MAX_WORKERS),
  families: z.array(z.string().min(1)).min(1).optional(),
  target: z.string().min(1).optional(),
  task: z.enum(['classification', 'regression']).optional(),
  /** How many by correlation, "all", or names. */
  features: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  featuresKey: z.string().min(1).nullable().optional(),
  carriedKeys: z.array(z.string().min(1)).optional(),
  predictionKey: z.string().min(1).optional(),
  metric: z.string().min(1).optional(),
  folds: z.int().min(1).max(20).optional(),
  seed: z.int().optional(),
  sampler: z.enum(['random', 'quasi-random', 'tpe']).optional(),
  pruner: z.enum(['none', 'median', 'successive-halving', 'hyperband']).optional(),
  /** When else the study ends; what is left out sets no limit. */
  limits: limitsSchema.omit({ trials: true, workers: true }).optional(),
  gate: z
    .strictObject({
      mode: z.enum(GATE_MODES).exactOptional(),
      margin: z.number().nonnegative().exactOptional(),
      floor: z.number().exactOptional(),
      maxLatencyRatio: z.number().positive().exactOptional(),
    })
    .optional(),
  /** Earlier studies to learn from. */
  warmStart: z.array(nameSchema).optional(),
  /** Whether the champion may move. Default: true. */
  promote: z.boolean().optional(),
});

export type RunInput = Readonly<z.output<typeof runInputSchema>>;
/** As somebody asks for a run. */
export type RunRequest = Readonly<z.input<typeof runInputSchema>>;

/**
 * @param text JSON
 * @param models those that a run may be of; undefined: any
 * @throws UserError that names each setting that is missing, unknown or cannot be
 */
export function readRunInput(text: string, models?: readonly string[]): RunInput {
  const given = parsedJson(text);
  const result = runInputSchema.safeParse(given);
  if (!result.success) {
    const problems = result.error.issues.map(problemOf);
    throw new UserError(['the input of the run cannot be so:', ...problems].join('\n  '));
  }
  const characters = JSON.stringify(JSON.stringify(given)).length;
  if (characters > MAX_CHARACTERS)
    throw new UserError(
      `the input of the run has ${characters} characters as a task would get it, and ECS takes ${MAX_CHARACTERS}: ask for fewer features by name, or for "all" with a file of those columns`,
    );
  const { model } = result.data;
  if (models !== undefined && !models.includes(model))
    throw new UserError(
      `the input of the run names the model ${model}; this stage trains ${models.join(', ')}: add it to "training" in bin/stages.ts`,
    );
  return result.data;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError('the input of the run is no JSON; expected {"model": …, "data": …, …}', { cause });
  }
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return `${path.length === 0 ? 'input' : path.join('.')}: ${message}`;
}
