import { ENV } from '../../lib/contract/environment.ts';
import type { FunctionOptions } from '../function-host/function-host.ts';
import {
  ACCOUNT_ID,
  type EmbeddedFunctionSettings,
  isS3,
  MAX_DEFAULT_CONCURRENCY,
  type ResolvedSettings,
} from './settings.ts';

export interface FunctionPlace {
  /** The bundle's directory. */
  readonly bundle: string;
  /** Where the function puts its predictions; undefined in a dry run. */
  readonly kinesisEndpoint: string | undefined;
  readonly dryRun: boolean;
  /** The user's credentials and endpoints, taken when the registry, the quarantine or the monitoring is on S3. */
  readonly awsAccess: Readonly<Record<string, string>>;
}

/** kinesis-mock takes any; the function must have some. */
const DUMMY_ACCESS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** How the inference function is hosted: its limits, and the environment of lib/contract/environment.ts. */
export function functionOptions(settings: EmbeddedFunctionSettings, place: FunctionPlace): FunctionOptions {
  const { memorySizeMb, timeoutSeconds, region } = settings;
  const onS3 = [settings.registry, settings.quarantine, settings.monitoring].some(isS3);
  return {
    directory: place.bundle,
    memorySizeMb,
    timeoutSeconds,
    region,
    accountId: ACCOUNT_ID,
    environment: {
      ...DUMMY_ACCESS,
      ...(onS3 && place.awsAccess),
      [ENV.model]: settings.model,
      [ENV.alias]: settings.alias,
      [ENV.registry]: settings.registry,
      [ENV.quarantine]: settings.quarantine,
      [ENV.monitoring]: settings.monitoring,
      [ENV.profileSeconds]: String(settings.profileSeconds),
      [ENV.predictionLog]: String(settings.predictionLog),
      [ENV.outputStream]: settings.outputStream,
      [ENV.order]: settings.order,
      [ENV.outputFormat]: settings.outputFormat,
      [ENV.pollSeconds]: String(settings.pollSeconds),
      [ENV.stage]: 'local',
      [ENV.dryRun]: String(place.dryRun),
      ...(place.kinesisEndpoint !== undefined && { [ENV.kinesisEndpointUrl]: place.kinesisEndpoint }),
      ...settings.environment,
    },
  };
}

/** How many invocations the mapping may make at once. @param openShards of the input stream, as the stack starts */
export function concurrencyOf(
  { concurrency, reservedConcurrency, mapping }: ResolvedSettings,
  openShards: number,
): Pick<FunctionOptions, 'concurrency' | 'beyondConcurrency'> {
  if (reservedConcurrency !== undefined)
    return { concurrency: reservedConcurrency, beyondConcurrency: 'throttle' };
  const inFlight = openShards * mapping.parallelizationFactor;
  return { concurrency: concurrency ?? Math.max(1, Math.min(inFlight, MAX_DEFAULT_CONCURRENCY)) };
}
