import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { TRAINING_ENV as ENV } from '../../lib/contract/environment.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { nameSchema } from '../../lib/contract/names.ts';
import { type RunInput, readRunInput } from './run-input.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a task takes from its environment. */
export interface TaskConfig {
  /** The run's study. */
  readonly study: string;
  /** Where studies are kept: s3://bucket[/prefix] or a directory. */
  readonly studies: string;
  /** Threads that a fit may keep busy. */
  readonly threads: number;
  readonly stage: string;
  /** After which the task ends by itself; undefined: never. */
  readonly seconds: number | undefined;
  /** Undefined: the run began with the task. */
  readonly runStartedAt: Date | undefined;
}

export interface PrepareConfig extends TaskConfig {
  readonly input: RunInput;
  /** Data must lie below it. */
  readonly datasets: string;
}

export interface WorkerConfig extends TaskConfig {
  /** Among those of the run, from 1. */
  readonly worker: number;
}

export interface FinalizeConfig extends TaskConfig {
  /** s3://bucket[/prefix] or a directory. */
  readonly registry: string;
  /** Whether the champion may move. */
  readonly promote: boolean;
  /** An MLflow server to tell of the run. */
  readonly mlflowUri: string | undefined;
}

const place = z
  .string()
  .regex(/^(s3:\/\/[^/]+(\/.*)?|(?!\w+:\/\/).+)$/, 's3://bucket[/prefix] or a directory');

const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `a whole number from ${from} to ${to}`);

/** A timer of Node holds 2^31 ms, almost 25 days; a run may take two weeks. */
const MAX_SECONDS = 20 * 86_400;

const common = {
  [ENV.study]: nameSchema,
  [ENV.studies]: place,
  [ENV.threads]: whole(1, 64).optional(),
  [ENV.seconds]: whole(1, MAX_SECONDS).optional(),
  [ENV.stage]: z
    .string()
    .regex(/^[\w-]{1,63}$/, '1 to 63 letters, digits, "_" and "-"')
    .default('local'),
  [ENV.startedAt]: z.iso.datetime({ error: 'a time such as 2026-11-21T03:30:00Z' }).optional(),
};

const prepareSchema = z.object({
  ...common,
  [ENV.input]: z.string().min(2, 'a JSON object'),
  [ENV.datasets]: place,
  [ENV.models]: z.string().optional(),
});
const workerSchema = z.object({ ...common, [ENV.worker]: whole(1, 1_000).default(1) });
const finalizeSchema = z.object({
  ...common,
  [ENV.registry]: place,
  [ENV.input]: z.string().optional(),
  [ENV.mlflow]: z.string().optional(),
});

/** The environment of this process: where a task reads it, and nowhere else. */
export function taskEnvironment(): Environment {
  return process.env;
}

/** @throws UserError that names each variable that is missing or cannot be, and each setting of the run's input */
export function readPrepareConfig(environment: Environment): PrepareConfig {
  const read = parsed(prepareSchema, environment);
  const models = read[ENV.models]?.split(',').filter(Boolean);
  const input = readRunInput(read[ENV.input], models);
  return Object.freeze({ ...commonOf(read), input, datasets: read[ENV.datasets] });
}

/** @throws UserError */
export function readWorkerConfig(environment: Environment): WorkerConfig {
  const read = parsed(workerSchema, environment);
  return Object.freeze({ ...commonOf(read), worker: read[ENV.worker] });
}

/** @throws UserError */
export function readFinalizeConfig(environment: Environment): FinalizeConfig {
  const read = parsed(finalizeSchema, environment);
  const input = read[ENV.input];
  const promote = input === undefined ? true : (readRunInput(input).promote ?? true);
  return Object.freeze({
    ...commonOf(read),
    registry: read[ENV.registry],
    promote,
    mlflowUri: read[ENV.mlflow],
  });
}

function commonOf(read: z.output<z.ZodObject<typeof common>>): TaskConfig {
  const startedAt = read[ENV.startedAt];
  return {
    study: read[ENV.study],
    studies: read[ENV.studies],
    threads: read[ENV.threads] ?? availableParallelism(),
    stage: read[ENV.stage],
    seconds: read[ENV.seconds],
    runStartedAt: startedAt === undefined ? undefined : new Date(startedAt),
  };
}

/** An empty variable counts as one that is not set. */
function parsed<S extends z.ZodObject>(schema: S, environment: Environment): z.output<S> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path: [key], message }) => {
    const value = given[String(key)];
    return `${String(key)} is ${value === undefined ? 'missing' : JSON.stringify(value)}: expected ${message}`;
  });
  throw new UserError(['the environment of the task cannot be so:', ...problems].join('\n  '));
}
