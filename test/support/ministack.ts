import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { reasonOf } from '../../lib/contract/errors.ts';

/** The release that the tests are held to. */
export const MINISTACK_VERSION = '1.4.21';

/** A virtual environment of its own, kept between runs. */
const HOME = resolve(import.meta.dirname, '../../.weir/cache', `ministack-${MINISTACK_VERSION}`);
const INSTALLED = join(HOME, 'installed');

const START_TIMEOUT_MS = 60_000;

/** MiniStack cannot be had on this machine; the message says what is missing. */
export class MinistackUnavailable extends Error {
  override readonly name = 'MinistackUnavailable';
}

export interface Ministack {
  /** http://127.0.0.1:<port>, for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Installs MiniStack, an emulator of AWS written in Python, unless it is there.
 * @throws MinistackUnavailable
 */
export async function installMinistack(): Promise<void> {
  if (await exists(INSTALLED)) return;
  await mkdir(HOME, { recursive: true });
  await step('python3 cannot make a virtual environment', 'python3', ['-m', 'venv', '--clear', HOME]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const wanted = `ministack==${MINISTACK_VERSION}`;
  await step(`pip cannot install ${wanted}`, join(HOME, 'bin', 'python3'), [...pip, wanted]);
  await writeFile(INSTALLED, `${MINISTACK_VERSION}\n`);
}

async function step(failure: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(command, args);
  } catch (error) {
    throw new MinistackUnavailable(`${failure}: ${reasonOf(error)}`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export interface MinistackOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Services to load, such as "s3"; the fewer, the sooner it is up. Default: all. */
  readonly services?: readonly string[];
  /** Environment variables besides its own, such as NODE_PATH. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts MiniStack on loopback, its state in memory; it must be installed. */
export async function startMinistack(options: MinistackOptions = {}): Promise<Ministack> {
  const port = options.port ?? (await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ...options.environment,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    LOG_LEVEL: 'WARNING',
    ...(options.services ? { SERVICES: options.services.join(',') } : {}),
  };
  const python = spawn(join(HOME, 'bin', 'python3'), ['-m', 'ministack'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  python.stderr.on('data', (part: Buffer) => {
    output = (output + part.toString()).slice(-4000);
  });
  const ended = once(python, 'exit');
  const stop = async () => {
    python.kill('SIGTERM');
    const killer = setTimeout(() => python.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(killer);
  };
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(`${endpoint}/_ministack/health`))) {
    if (python.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`MiniStack did not start: ${output}`);
    }
    await delay(100);
  }
  return { endpoint, stop };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
