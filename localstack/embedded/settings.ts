import { join, resolve } from 'node:path';
import { CHAMPION } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
import {
  type EventSourceMappingSettings,
  resolveMapping,
  WEIR_MAPPING,
} from '../../lib/contract/event-source-mapping.ts';
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
  /** The same, for counts of live rows and what is made of them. Default: the state directory itself. */
  readonly monitoring: string;
  /** How often these are written at most, in seconds: 0 to 3600. Default: 0, with each batch: what was sent is judged at once. */
  readonly profileSeconds: number;
  /** Whether predictions are logged there as well, for labels that come later. Default: false. */
  readonly predictionLog: boolean;
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
  /**
   * A Kinesis that runs already (an emulator, or the kinesis-mock of another process), such as
   * http://127.0.0.1:4568. None is started then, and checkpoints are kept in the state directory. Default: none.
   */
  readonly kinesisEndpoint: string | undefined;
  /**
   * True: the streams and the checkpoints are kept in the state directory, and the next stack goes on with them.
   * A stack that is stopped or killed loses nothing; kinesis-mock itself, if it is killed, loses what it took
   * since its last save (SAVE_INTERVAL_MS and the time of two saves). Default: false, they are in memory.
   */
  readonly persist: boolean;
  /** Default: weir-input. */
  readonly inputStream: string;
  /** Shards of each new stream. Default: 1, so that one iterator reads all. */
  readonly shards: number;
  /**
   * Milliseconds added to the arrival of records that are read from now on, as the function is told it: windows of
   * other hours than this one. Default: none are.
   */
  readonly arrivalShiftMs: (() => number) | undefined;
  /** How the input stream is fed to the function. Default: WEIR_MAPPING. */
  readonly mapping: Partial<EventSourceMappingSettings>;
  /**
   * Invocations at the same time, each in a process of its own, which starts when it is first needed: 1 or more.
   * More wait. Default: one for each open shard and batch in flight of it, but at most MAX_DEFAULT_CONCURRENCY.
   */
  readonly concurrency: number | undefined;
  /**
   * As `concurrency`, but more are throttled, as by Lambda's reserved concurrency. Default: none is reserved.
   */
  readonly reservedConcurrency: number | undefined;
}

/** Every setting as it is in use. */
export interface ResolvedSettings extends EmbeddedSettings {
  readonly mapping: EventSourceMappingSettings;
}

/** As many processes as a laptop has cores, each with the model in its memory. */
export const MAX_DEFAULT_CONCURRENCY = 8;

/** kinesis-mock's own account, the owner of the streams. */
export const ACCOUNT_ID = '000000000000';

/** The function's settings, with defaults for what is left out and absolute paths: its process runs elsewhere. */
export function resolveFunctionSettings(given: Partial<EmbeddedFunctionSettings>): EmbeddedFunctionSettings {
  const stateDirectory = resolve(given.stateDirectory ?? '.weir');
  const defaults = {
    model: 'wine-quality',
    alias: CHAMPION,
    registry: join(stateDirectory, 'registry'),
    quarantine: stateDirectory,
    monitoring: stateDirectory,
    profileSeconds: 0,
    predictionLog: false,
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
    monitoring: absolute(settings.monitoring),
    bundle: settings.bundle === undefined ? undefined : resolve(settings.bundle),
  };
}

/** @throws UserError for a mapping that Lambda would refuse, or a Kinesis both of its own and of another */
export function resolveSettings(given: Partial<EmbeddedSettings>): ResolvedSettings {
  if (given.persist && given.kinesisEndpoint !== undefined) {
    throw new UserError(
      `the streams of ${given.kinesisEndpoint} cannot be kept from here, only those of a Kinesis that is started with the stack; leave out one of the two (checkpoints are kept in either case)`,
    );
  }
  return {
    kinesisPort: 4568,
    kinesisEndpoint: undefined,
    persist: false,
    concurrency: undefined,
    reservedConcurrency: undefined,
    arrivalShiftMs: undefined,
    inputStream: 'weir-input',
    shards: 1,
    ...given,
    ...resolveFunctionSettings(given),
    mapping: resolveMapping(given.mapping ?? {}, WEIR_MAPPING),
  };
}

export function isS3(location: string): boolean {
  return location.startsWith('s3://');
}

function absolute(location: string): string {
  return isS3(location) ? location : resolve(location);
}
