import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DATA_ENV, ENV, TRAINING_ENV } from '../lib/contract/environment.ts';

/** What the command line takes from the environment, read once. Options on the command line go before it. */
export interface Config {
  /** The local state: registry, quarantine, cache. WEIR_HOME; default ".weir" in the working directory. */
  readonly home: string;
  /** s3://bucket[/prefix] or a directory. WEIR_REGISTRY; default "registry" in `home`. */
  readonly registry: string;
  /** Rejected records and the on-failure destination: s3://bucket[/prefix] or a directory. WEIR_QUARANTINE; default `home`. */
  readonly quarantine: string;
  /** Studies of hyperparameter searches: s3://bucket[/prefix] or a directory. WEIR_STUDIES; default `home`. */
  readonly studies: string;
  /** Windows, drift results and labels: s3://bucket[/prefix] or a directory. WEIR_MONITORING; default `home`. */
  readonly monitoring: string;
  /** The training data, a CSV file. WEIR_DATA; default: training finds its own way to the data. */
  readonly data: string | undefined;
  /** Of trainings on AWS, its ARN. WEIR_STATE_MACHINE; default: that of the stage. */
  readonly stateMachine: string | undefined;
  /** A tracking server that trainings are told to as well. MLFLOW_TRACKING_URI; default: none. */
  readonly mlflow: string | undefined;
  /** Where Kinesis is. AWS_ENDPOINT_URL_KINESIS, then AWS_ENDPOINT_URL; default: the local stack. */
  readonly endpointUrl: string | undefined;
  /** Where Lambda is, when it is not AWS itself. AWS_ENDPOINT_URL_LAMBDA, then AWS_ENDPOINT_URL. */
  readonly lambdaEndpointUrl: string | undefined;
  /** AWS_REGION, then AWS_DEFAULT_REGION; default us-east-1. */
  readonly region: string;
  /** True when the environment names credentials: a local endpoint then gets them, else made-up ones. */
  readonly hasCredentials: boolean;
  /** Who moves aliases, for their history. WEIR_USER; default: the name of the account. */
  readonly user: string;
  /** WEIR_DEBUG=1: faults show their stack. */
  readonly debug: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where `weir up` listens unless told otherwise. */
export const LOCAL_ENDPOINT = 'http://127.0.0.1:4568';
export const DEFAULT_MODEL = 'wine-quality';
export const INPUT_STREAM = 'weir-input';
export const OUTPUT_STREAM = 'weir-output';

/** @param env an empty variable counts as one that is not set */
export function readConfig(env: Environment): Config {
  const home = env.WEIR_HOME || '.weir';
  return Object.freeze({
    home,
    registry: env[ENV.registry] || join(home, 'registry'),
    quarantine: env[ENV.quarantine] || home,
    studies: env[TRAINING_ENV.studies] || home,
    monitoring: env[ENV.monitoring] || home,
    data: env[DATA_ENV] || undefined,
    mlflow: env.MLFLOW_TRACKING_URI || undefined,
    stateMachine: env.WEIR_STATE_MACHINE || undefined,
    endpointUrl: env[ENV.kinesisEndpointUrl] || env[ENV.endpointUrl] || undefined,
    lambdaEndpointUrl: env.AWS_ENDPOINT_URL_LAMBDA || env[ENV.endpointUrl] || undefined,
    region: env[ENV.region] || env.AWS_DEFAULT_REGION || 'us-east-1',
    hasCredentials: Boolean(env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE),
    user: env.WEIR_USER || accountName(),
    debug: env.WEIR_DEBUG === '1',
  });
}

/** A container may run as a user without a name; the history then says so. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
