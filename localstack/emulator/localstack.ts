import { join } from 'node:path';
import { reasonOf } from '../../lib/contract/errors.ts';
import { runCommand } from './command.ts';
import { inheritedEnvironment, ROOT } from './config.ts';

const COMPOSE_FILE = join(ROOT, 'localstack/compose.yml');

/** LocalStack cannot be had on this machine; the message says what is missing. */
export class LocalStackUnavailable extends Error {
  override readonly name = 'LocalStackUnavailable';
}

/**
 * Starts LocalStack by docker compose, in the background, unless it runs.
 * @param port on loopback
 * @returns its endpoint
 * @throws LocalStackUnavailable
 */
export async function startLocalStack(port: number): Promise<string> {
  try {
    await docker(['info', '--format', '{{.ServerVersion}}']);
    await docker(['compose', '--file', COMPOSE_FILE, 'up', '--detach', '--wait'], port);
  } catch (error) {
    throw new LocalStackUnavailable(reasonOf(error), { cause: error });
  }
  return `http://127.0.0.1:${port}`;
}

/** Stops it and removes its container: its state goes with it. */
export async function stopLocalStack(): Promise<void> {
  await docker(['compose', '--file', COMPOSE_FILE, 'down', '--volumes']);
}

function docker(args: readonly string[], port?: number): Promise<string> {
  const environment = {
    ...inheritedEnvironment(),
    ...(port === undefined ? {} : { WEIR_EMULATOR_PORT: String(port) }),
  };
  return runCommand(['docker', ...args], { directory: ROOT, environment });
}
