import { z } from 'zod';
import { DRIFT_ENV as ENV } from '../../lib/contract/environment.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { NAME_PATTERN } from '../../lib/contract/names.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the scheduled drift job takes from its environment. */
export interface DriftConfig {
  /** s3://bucket[/prefix] or a directory. */
  readonly monitoring: string;
  readonly registry: string;
  /** At least one. */
  readonly models: readonly string[];
  readonly stage: string;
  /** Whether CloudWatch counts the predictions. */
  readonly cloudwatch: boolean;
  /** Undefined: no annotation is posted. */
  readonly grafana: GrafanaConfig | undefined;
  /** Before the keys of reports, without a slash at its end; undefined: reports link to their neighbours alone. */
  readonly reportUrl: string | undefined;
}

export interface GrafanaConfig {
  /** Without a slash at its end. */
  readonly url: string;
  /** The ARN of the secret that holds the token. */
  readonly tokenSecret: string;
}

const PLACE = 's3://bucket[/prefix] or a directory';
const MODELS = 'names of models with commas between';

const place = z.string(PLACE).regex(/^(s3:\/\/[^/]+(\/.*)?|(?!\w+:\/\/).+)$/, PLACE);

const address = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, 'an address such as https://grafana.example.com')
  .transform((url) => url.replace(/\/+$/, ''));

const schema = z.object({
  [ENV.monitoring]: place,
  [ENV.registry]: place,
  [ENV.models]: z
    .string(MODELS)
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine((names) => names.every((name) => NAME_PATTERN.test(name)), MODELS),
  [ENV.stage]: z
    .string()
    .regex(/^[\w-]{1,63}$/, '1 to 63 letters, digits, "_" and "-"')
    .default('local'),
  [ENV.cloudwatch]: z.enum(['true', 'false'], 'true or false').default('false'),
  [ENV.grafanaUrl]: address.optional(),
  [ENV.grafanaTokenSecret]: z.string().startsWith('arn:', 'the ARN of a secret').optional(),
  [ENV.reportUrl]: address.optional(),
});

/**
 * Reads the environment. An empty variable counts as one that is not set.
 * @throws UserError that names each variable that is missing or cannot be
 */
export function readConfig(environment: Environment = process.env): DriftConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = schema.safeParse(given);
  if (!read.success) throw unfit(read.error, given);
  const { data } = read;
  const url = data[ENV.grafanaUrl];
  const tokenSecret = data[ENV.grafanaTokenSecret];
  if ((url === undefined) !== (tokenSecret === undefined))
    throw new UserError(
      `${ENV.grafanaUrl} and ${ENV.grafanaTokenSecret} go together: expected both, or neither`,
    );
  return Object.freeze({
    monitoring: data[ENV.monitoring],
    registry: data[ENV.registry],
    models: data[ENV.models],
    stage: data[ENV.stage],
    cloudwatch: data[ENV.cloudwatch] === 'true',
    grafana: url === undefined || tokenSecret === undefined ? undefined : { url, tokenSecret },
    reportUrl: data[ENV.reportUrl],
  });
}

function unfit(error: z.ZodError, given: Environment): UserError {
  const problems = error.issues.map(({ path: [key], message }) => {
    const value = given[String(key)];
    return `${String(key)} is ${value === undefined ? 'missing' : JSON.stringify(value)}: expected ${message}`;
  });
  return new UserError(['the environment of the drift job cannot be so:', ...problems].join('\n  '));
}
