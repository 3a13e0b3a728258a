import { CHAMPION } from '../../lib/contract/alias.ts';
import { DEFAULT_POLL_SECONDS, DEFAULT_PROFILE_SECONDS, ENV } from '../../lib/contract/environment.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { NAME_PATTERN } from '../../lib/contract/names.ts';
import { ORDERS, type Order, OUTPUT_FORMATS, type OutputFormat } from '../../lib/contract/prediction.ts';

/** Memory that comes with one vCPU, in MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_VCPU = 1769;

/** The most vCPUs that a function has. */
const MAX_VCPUS = 6;

const MAX_POLL_SECONDS = 3600;
const MAX_PROFILE_SECONDS = 3600;

/** The function's settings, as its environment gave them. */
export interface InferenceConfig {
  readonly model: string;
  readonly alias: string;
  /** s3://bucket[/prefix] or a directory. */
  readonly registry: string;
  /** s3://bucket[/prefix] or a directory. */
  readonly quarantine: string;
  /** How often the alias is looked at, in milliseconds; 0: at each batch. */
  readonly pollMs: number;
  readonly order: Order;
  readonly outputFormat: OutputFormat;
  readonly stage: string;
  /** Threads of a session: the function's whole vCPUs, 1 to 6. */
  readonly threads: number;
  /** Where predictions go; undefined in a dry run, which writes nothing. */
  readonly output: OutputConfig | undefined;
  /** Where live rows are counted; undefined: nowhere, as in a dry run. */
  readonly profile: ProfileConfig | undefined;
}

/** The counting of live rows. */
export interface ProfileConfig {
  /** s3://bucket[/prefix] or a directory. */
  readonly store: string;
  /** How often windows are written at most, in milliseconds; 0: with each batch. */
  readonly everyMs: number;
  readonly logsPredictions: boolean;
}

/** The stream of predictions and how to reach it. */
export interface OutputConfig {
  readonly streamName: string;
  readonly region: string;
  /** Undefined: the region's own endpoint. */
  readonly endpointUrl: string | undefined;
  readonly credentials: AwsCredentials;
}

/** Lambda sets them once for the life of a sandbox. Never in a log line. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What one variable must look like; `read` answers undefined when the text does not fit. */
interface Format<T> {
  readonly allowed: string;
  readonly read: (text: string) => T | undefined;
  /** An empty text counts as a variable that is not set. */
  readonly emptyIsUnset?: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

function pattern(expression: RegExp, allowed: string): Format<string> {
  return { allowed, read: (text) => (expression.test(text) ? text : undefined) };
}

function oneOf<const T extends string>(values: readonly T[]): Format<T> {
  return { allowed: values.join(' or '), read: (text) => values.find((value) => value === text) };
}

function integer(from: number, to: number, unit: string): Format<number> {
  return {
    allowed: `a whole number of ${unit} from ${from} to ${to}`,
    read: (text) => (/^\d{1,9}$/.test(text) && +text >= from && +text <= to ? +text : undefined),
  };
}

const name = pattern(NAME_PATTERN, '1 to 63 characters of a-z, 0-9 and "-", for example wine-quality');
const store = pattern(
  /^(s3:\/\/[^/]+(\/.*)?|(?!\w+:\/\/).+)$/,
  's3://bucket, s3://bucket/prefix or a directory',
);
const stream = pattern(/^[\w.-]{1,128}$/, 'a stream name: 1 to 128 letters, digits, "_", "-" and "."');
const url = pattern(/^https?:\/\/[^/\s]+/, 'an address such as http://127.0.0.1:4566');
const stage = pattern(/^[\w-]{1,63}$/, '1 to 63 letters, digits, "_" and "-"');
const secret = { allowed: 'what Lambda sets from the role', read: (text: string) => text };
// Emulators set it empty: their credentials belong to no session.
const sessionTokenFormat: Format<string> = { ...secret, emptyIsUnset: true };
const flag: Format<boolean> = {
  allowed: 'true or false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

/** Reads variables and gathers what is wrong with them, so that a person mends all at once. */
class Reader {
  readonly problems: string[] = [];
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  optional<T>(key: string, format: Format<T>): T | undefined {
    const text = this.#variables[key];
    if (text === undefined || (text === '' && format.emptyIsUnset)) return undefined;
    const value = text === '' ? undefined : format.read(text);
    if (value === undefined) {
      const came = format === secret ? 'empty' : JSON.stringify(text);
      this.problems.push(`${key} is ${came}: expected ${format.allowed}`);
    }
    return value;
  }

  required<T>(key: string, format: Format<T>, missing: T): T {
    if (this.#variables[key] === undefined) {
      this.problems.push(`${key} is missing: expected ${format.allowed}`);
    }
    return this.optional(key, format) ?? missing;
  }
}

function readOutput(reader: Reader): OutputConfig {
  const sessionToken = reader.optional(ENV.sessionToken, sessionTokenFormat);
  return Object.freeze({
    streamName: reader.required(ENV.outputStream, stream, ''),
    region: reader.required(ENV.region, pattern(/^[a-z0-9-]+$/, 'a region such as us-east-1'), ''),
    endpointUrl: reader.optional(ENV.kinesisEndpointUrl, url) ?? reader.optional(ENV.endpointUrl, url),
    credentials: Object.freeze({
      accessKeyId: reader.required(ENV.accessKeyId, secret, ''),
      secretAccessKey: reader.required(ENV.secretAccessKey, secret, ''),
      ...(sessionToken === undefined ? {} : { sessionToken }),
    }),
  });
}

function readProfile(reader: Reader): ProfileConfig | undefined {
  const place = reader.optional(ENV.monitoring, store);
  const seconds = reader.optional(ENV.profileSeconds, integer(0, MAX_PROFILE_SECONDS, 'seconds'));
  const logsPredictions = reader.optional(ENV.predictionLog, flag) ?? false;
  if (logsPredictions && place === undefined) {
    reader.problems.push(
      `${ENV.predictionLog} is true: expected ${ENV.monitoring} as well, where the log goes`,
    );
  }
  const everyMs = (seconds ?? DEFAULT_PROFILE_SECONDS) * 1000;
  return place === undefined ? undefined : Object.freeze({ store: place, everyMs, logsPredictions });
}

/**
 * The function's settings from its environment: read once, at its start.
 * @throws UserError that names every variable that is missing or malformed, what came and what is allowed
 */
export function readConfig(variables: Variables = process.env): InferenceConfig {
  const reader = new Reader(variables);
  const memoryMb = reader.optional(ENV.memoryMb, integer(128, 32_768, 'MB')) ?? MB_PER_VCPU;
  const pollSeconds = reader.optional(ENV.pollSeconds, integer(0, MAX_POLL_SECONDS, 'seconds'));
  const isDry = reader.optional(ENV.dryRun, flag) ?? false;
  const profile = readProfile(reader);
  const config: InferenceConfig = {
    model: reader.required(ENV.model, name, ''),
    alias: reader.optional(ENV.alias, name) ?? CHAMPION,
    registry: reader.required(ENV.registry, store, ''),
    quarantine: reader.required(ENV.quarantine, store, ''),
    pollMs: (pollSeconds ?? DEFAULT_POLL_SECONDS) * 1000,
    order: reader.optional(ENV.order, oneOf(ORDERS)) ?? 'none',
    outputFormat: reader.optional(ENV.outputFormat, oneOf(OUTPUT_FORMATS)) ?? 'full',
    stage: reader.optional(ENV.stage, stage) ?? 'local',
    threads: threadsFor(memoryMb),
    output: isDry ? undefined : readOutput(reader),
    profile: isDry ? undefined : profile,
  };
  if (reader.problems.length > 0) {
    throw new UserError(
      `The environment of the inference function cannot be used:\n- ${reader.problems.join('\n- ')}`,
    );
  }
  return Object.freeze(config);
}

/** Threads that a function of so many MB gives a session: spinning on a share of a vCPU is slower than one. */
export function threadsFor(memoryMb: number): number {
  return Math.min(MAX_VCPUS, Math.max(1, Math.floor(memoryMb / MB_PER_VCPU)));
}
