import { dirname, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The repository, where the commands run. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** What deploying to an emulator takes from the environment. */
export interface EmulatorConfig {
  /** WEIR_HOME, absolute; default ".weir" in the repository. */
  readonly home: string;
  /** AWS_ENDPOINT_URL: an emulator that runs already. */
  readonly endpointUrl: string | undefined;
  /** The environment of processes that are started: see inheritedEnvironment. */
  readonly inherited: Readonly<Record<string, string>>;
}

/** @param env an empty variable counts as one that is not set */
export function readEmulatorConfig(env: Environment = process.env): EmulatorConfig {
  return Object.freeze({
    home: resolve(ROOT, env.WEIR_HOME || '.weir'),
    endpointUrl: env.AWS_ENDPOINT_URL || undefined,
    inherited: inheritedEnvironment(env),
  });
}

/**
 * The environment without what could lead to a real account (AWS_*), to buckets that are gone by now (WEIR_REGISTRY
 * as local:deploy prints it) or change how Node runs (NODE_*), and with this Node and the repository's commands
 * first in PATH.
 */
export function inheritedEnvironment(env: Environment = process.env): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(AWS|NODE|CDK)_/.test(entry[0]) && !entry[1].startsWith('s3://'),
  );
  const path = [dirname(process.execPath), join(ROOT, 'node_modules/.bin'), env.PATH];
  return { ...Object.fromEntries(kept), PATH: path.filter(Boolean).join(':') };
}
