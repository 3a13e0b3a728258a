import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, open, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../lib/contract/errors.ts';
import { runCommand } from './command.ts';
import { inheritedEnvironment, ROOT } from './config.ts';

/** The release that the deployment and the tests are held to. */
export const MINISTACK_VERSION = '1.4.21';

/** A virtual environment of its own, kept between runs. */
const HOME = join(ROOT, '.weir/cache', `ministack-${MINISTACK_VERSION}`);
const PYTHON = join(HOME, 'bin', 'python3');
const INSTALLED = join(HOME, 'installed');

const START_TIMEOUT_MS = 60_000;

/** How long it may take to end its functions when it is asked to stop. */
const STOP_GRACE_MS = 5_000;

/** MiniStack cannot be had on this machine; the message says what is missing. */
export class MinistackUnavailable extends Error {
  override readonly name = 'MinistackUnavailable';
}

/** A MiniStack that ends with the process that started it, if that stops it. */
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
  await install('python3 cannot make a virtual environment', ['python3', '-m', 'venv', '--clear', HOME]);
  const wanted = `ministack==${MINISTACK_VERSION}`;
  await install(`pip cannot install ${wanted}`, [
    PYTHON,
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wanted],
  ]);
  await writeFile(INSTALLED, `${MINISTACK_VERSION}\n`);
}

async function install(failure: string, command: [string, ...string[]]): Promise<void> {
  try {
    await runCommand(command, { directory: ROOT, environment: inheritedEnvironment() });
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
}

/** Starts MiniStack on loopback, its state in memory; it must be installed. */
export async function startMinistack(options: MinistackOptions = {}): Promise<Ministack> {
  const port = options.port ?? (await freePort());
  const python = spawn(PYTHON, ['-m', 'ministack'], {
    env: environmentOf(port, options.services),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  python.stderr.on('data', (part: Buffer) => {
    output = (output + part.toString()).slice(-4000);
  });
  const ended = once(python, 'exit');
  const stop = async () => {
    python.kill('SIGTERM');
    const killer = setTimeout(() => python.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(killer);
  };
  const endpoint = endpointOf(port);
  if (!(await isUp(endpoint, () => python.exitCode === null))) {
    await stop();
    throw new Error(`MiniStack did not start: ${output}`);
  }
  return { endpoint, stop };
}

/** A MiniStack that outlives the process that started it. */
export interface DetachedMinistack {
  readonly endpoint: string;
  readonly pid: number;
}

/**
 * Starts MiniStack in the background, where it stays. It must be installed.
 * @param directory its own: for its log, ministack.log, and the code of the functions that it runs
 */
export async function startDetachedMinistack(port: number, directory: string): Promise<DetachedMinistack> {
  const log = logOf(directory);
  const temporary = await temporaryDirectory(directory);
  const file = await open(log, 'w');
  const python = spawn(PYTHON, ['-m', 'ministack'], {
    env: { ...environmentOf(port), TMPDIR: temporary },
    stdio: ['ignore', file.fd, file.fd],
    detached: true,
  });
  await file.close();
  const endpoint = endpointOf(port);
  const end = () => python.kill('SIGKILL');
  // Until it is up nobody has noted it.
  process.once('exit', end);
  const up = await isUp(endpoint, () => python.exitCode === null);
  process.off('exit', end);
  python.unref();
  if (up && python.pid !== undefined) return { endpoint, pid: python.pid };
  end();
  throw new Error(`MiniStack did not start; it says why in ${log}`);
}

/** Where a detached MiniStack writes what it has to say. */
export function logOf(directory: string): string {
  return join(directory, 'ministack.log');
}

/**
 * Where it unpacks functions and writes the scripts that call them, CommonJS under names of .js: below the
 * repository, whose package.json says ES modules, each would end at its first require().
 */
async function temporaryDirectory(directory: string): Promise<string> {
  const temporary = join(directory, 'tmp');
  await mkdir(temporary, { recursive: true });
  await writeFile(join(temporary, 'package.json'), '{"type": "commonjs"}\n');
  return temporary;
}

/** Ends a detached MiniStack and the functions that it runs. Nothing happens when it is gone. */
export async function stopDetachedMinistack(pid: number): Promise<void> {
  const deadline = performance.now() + STOP_GRACE_MS;
  for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; isAlive(pid); signal = 0) {
    if (performance.now() > deadline) signal = 'SIGKILL';
    kill(-pid, signal);
    await delay(100);
  }
}

export function isAlive(pid: number): boolean {
  return kill(pid, 0);
}

/** False when there is no such process. */
function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/**
 * CDK's provider functions want the AWS SDK, which Lambda brings along: NODE_PATH gives it to them. MiniStack
 * loads a handler with require() first; a module with a top-level await, as the function's, then has to fail in
 * the way that makes it import().
 */
function environmentOf(port: number, services?: readonly string[]): Record<string, string> {
  return {
    ...inheritedEnvironment(),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    LOG_LEVEL: 'WARNING',
    NODE_PATH: join(ROOT, 'node_modules'),
    NODE_OPTIONS: '--no-experimental-require-module',
    ...(services ? { SERVICES: services.join(',') } : {}),
  };
}

function endpointOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function isUp(endpoint: string, isRunning: () => boolean): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (isRunning() && performance.now() < deadline) {
    if (await answers(`${endpoint}/_ministack/health`)) return true;
    await delay(100);
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** A port of loopback that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
