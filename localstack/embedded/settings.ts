import { join, resolve } from 'node:path';
import { CHAMPION } from '../../lib/contract/alias.ts';
import type { EventSourceMappingSettings } from '../../lib/contract/event-source-mapping.ts';
import type { Order, OutputFormat } from '../../lib/contract/prediction.ts';

/** The function of the embedded stack: what it serves and where it reads and writes. */
export interface EmbeddedFunctionSettings {
  /** Default: wine-quality. */
  readonly model: string;
  /** Default: champion. */
  readonly alias: string;
  /** Where the stack keeps its state. Default: .weir in the working directory. */
  readonly stateDirectory: string;
  /** A directory or s3://bucket[/prefix]. Default: registry in the state directory. */
  readonly registry: string;
  /** The same, for rejected records, which go below quarantine/ in it. Default: the state directory itself. */
  readonly quarantine: string;
  /** Default: weir-output. */
  readonly outputStream: string;
  /** Default: none. */
  readonly order: Order;
  /** Default: full. */
  readonly outputFormat: OutputFormat;
  /** How soon a promotion is served, in seconds: 0 to 3600. Default: 2. */
  readonly pollSeconds: number;
  /** 128 to 10,240. Default: 1769. */
  readonly memorySizeMb: number;
  /** 1 to 900. Default: 60. */
  readonly timeoutSeconds: number;
  /** Default: us-east-1. */
  readonly region: string;
  /** A built bundle to host. Default: built at the start. */
  readonly bundle: string | undefined;
  /** More variables for the function. Default: none. */
  readonly environment: Readonly<Record<string, string>>;
}

/** All settings of the embedded stack. */
export interface EmbeddedSettings extends EmbeddedFunctionSettings {
  /** The port of the Kinesis endpoint on 127.0.0.1; 0 takes a free one. Default: 4568. */
  readonly kinesisPort: number;
  /** Default: weir-input. */
  readonly inputStream: string;
  /** Shards of each new stream. Default: 1, so that one iterator reads all. */
  readonly shards: number;
  /** How the input stream is fed to the function. */
  readonly mapping: Partial<EventSourceMappingSettings>;
}

/** kinesis-mock's own account, the owner of the streams. */
export const ACCOUNT_ID = '000000000000';

/** Of the input stream's mapping: up to 1,000 records at once, at once. */
export const MAPPING: Partial<EventSourceMappingSettings> = {
  batchSize: 1_000,
  maximumBatchingWindowInSeconds: 0,
  startingPosition: 'TRIM_HORIZON',
  functionResponseTypes: ['ReportBatchItemFailures'],
};

/** The function's settings, with defaults for what is left out and absolute paths: its process runs elsewhere. */
export function resolveFunctionSettings(given: Partial<EmbeddedFunctionSettings>): EmbeddedFunctionSettings {
  const stateDirectory = resolve(given.stateDirectory ?? '.weir');
  const defaults = {
    model: 'wine-quality',
    alias: CHAMPION,
    registry: join(stateDirectory, 'registry'),
    quarantine: stateDirectory,
    outputStream: 'weir-output',
    order: 'none',
    outputFormat: 'full',
    pollSeconds: 2,
    memorySizeMb: 1769,
    timeoutSeconds: 60,
    region: 'us-east-1',
    bundle: undefined,
    environment: {},
  } as const;
  const settings = { ...defaults, ...given, stateDirectory };
  return {
    ...settings,
    registry: absolute(settings.registry),
    quarantine: absolute(settings.quarantine),
    bundle: settings.bundle === undefined ? undefined : resolve(settings.bundle),
  };
}

export function resolveSettings(given: Partial<EmbeddedSettings>): EmbeddedSettings {
  return {
    kinesisPort: 4568,
    inputStream: 'weir-input',
    shards: 1,
    ...given,
    ...resolveFunctionSettings(given),
    mapping: { ...MAPPING, ...given.mapping },
  };
}

export function isS3(location: string): boolean {
  return location.startsWith('s3://');
}

function absolute(location: string): string {
  return isS3(location) ? location : resolve(location);
}
