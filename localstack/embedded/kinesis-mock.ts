import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../../lib/contract/errors.ts';
import { describeExit, type ManagedChild, startChild } from '../child-process/managed-child.ts';
import { KINESIS_PLAIN_MARK, type KinesisChildMessage } from './kinesis-child-contract.ts';

export interface KinesisMockSettings {
  /** The port of its HTTP endpoint on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  /** Where Node may keep compiled code: a third of the start-up time. Default: nowhere. */
  readonly compileCache?: string;
  /** Keeps the streams in files. Default: they are in memory alone and go with the process. */
  readonly persist?: PersistSettings;
}

export interface PersistSettings {
  /** One mock to a directory. */
  readonly directory: string;
  /**
   * The pause between two saves, in ms: what SIGKILL of the mock loses at most, besides the time of two saves.
   * Default: SAVE_INTERVAL_MS. A save writes all that is on the streams and holds the mock up for some 25 µs a
   * record: half a second with 20,000.
   */
  readonly intervalMs?: number;
}

/** A fifth of the mock's time with 20,000 records on its streams, a tenth with 10,000. */
export const SAVE_INTERVAL_MS = 2_000;

/** A running kinesis-mock. */
export interface KinesisMock {
  readonly pid: number;
  readonly port: number;
  /** Such as http://127.0.0.1:4568. */
  readonly endpoint: string;
  /** Settles with a description when the process has ended. */
  readonly exited: Promise<string>;
  /** Ends it; when it persists, all that it has acknowledged is saved before. @throws KinesisMockFailed when it could not */
  stop(): Promise<void>;
}

/** How long the last save may take. */
const SAVE_GRACE_MS = 15_000;

/** Where a mock that persists has its streams, in its directory. */
export const STREAMS_FILE = 'kinesis.json';

/** Lines of its output that are kept for a message, should it fail. */
const KEPT_LINES = 20;

/**
 * Starts kinesis-mock (npm kinesis-local) as a process of its own and waits until it takes requests.
 * @throws UserError when the port is taken, KinesisMockFailed when it ends for another reason
 */
export async function startKinesisMock(settings: KinesisMockSettings): Promise<KinesisMock> {
  const output: string[] = [];
  const child = startChild({
    script: mockFile('main.js'),
    preload: preloads(settings),
    environment: mockEnvironment(settings),
    onLine: (line) => {
      output.push(line);
      if (output.length > KEPT_LINES) output.shift();
    },
  });
  const exited = child.exited.then((exit) => `${describeExit(exit)}: ${output.join('\n')}`);
  const port = await listeningPort(child, settings, exited);
  return {
    pid: child.pid,
    port,
    endpoint: `http://127.0.0.1:${port}`,
    exited,
    async stop() {
      if (settings.persist === undefined || !child.running) return void (await child.kill());
      const exit = await child.terminate(SAVE_GRACE_MS);
      if (exit.code !== 0)
        throw new KinesisMockFailed(`kinesis-mock could not save its streams: ${await exited}`);
    },
  };
}

/** What mends the mock, the first one first. */
function preloads({ port, persist }: KinesisMockSettings): string[] {
  const saving = persist && {
    directory: persist.directory,
    intervalMs: String(persist.intervalMs ?? SAVE_INTERVAL_MS),
  };
  return [
    ...(saving === undefined ? [] : [preloadUrl('./kinesis-saving-child.ts', saving)]),
    preloadUrl('./kinesis-hashing-child.ts', {}),
    preloadUrl('./kinesis-child.ts', { port: String(port) }),
  ];
}

function preloadUrl(file: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(file, import.meta.url);
  url.search = new URLSearchParams(parameters).toString();
  return url.href;
}

function mockEnvironment(settings: KinesisMockSettings): Record<string, string> {
  return {
    KINESIS_MOCK_PLAIN_PORT: String(KINESIS_PLAIN_MARK),
    KINESIS_MOCK_TLS_PORT: '0',
    KINESIS_MOCK_CERT_PATH: mockFile('server.json'),
    AWS_REGION: settings.region,
    AWS_ACCOUNT_ID: settings.accountId,
    CREATE_STREAM_DURATION: '10ms',
    LOG_LEVEL: 'ERROR',
    ...(settings.compileCache !== undefined && { NODE_COMPILE_CACHE: settings.compileCache }),
    ...(settings.persist !== undefined && persistEnvironment(settings.persist)),
  };
}

/** https://github.com/etspaceman/kinesis-mock#service-configuration */
function persistEnvironment({ directory, intervalMs = SAVE_INTERVAL_MS }: PersistSettings) {
  return {
    SHOULD_PERSIST_DATA: 'true',
    PERSIST_PATH: directory,
    PERSIST_FILE_NAME: STREAMS_FILE,
    PERSIST_INTERVAL: `${intervalMs}ms`,
  };
}

function mockFile(name: string): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('kinesis-local/package.json')), name);
}

async function listeningPort(
  child: ManagedChild,
  { port: wanted, persist }: KinesisMockSettings,
  exited: Promise<string>,
): Promise<number> {
  const message = new Promise<KinesisChildMessage>((resolve) =>
    child.onMessage((received) => resolve(received as KinesisChildMessage)),
  );
  const first = await Promise.race([message, exited]);
  if (typeof first === 'string')
    throw new KinesisMockFailed(`kinesis-mock did not start${await keptText(persist)}: ${first}`);
  if (first.type === 'listening') return first.port;
  await child.kill();
  if (first.code === 'EADDRINUSE') throw new UserError(portTaken(wanted));
  if (first.code === 'EBUSY') throw new KinesisMockFailed('another kinesis-mock still uses the kept streams');
  throw new KinesisMockFailed(`kinesis-mock could not listen on port ${wanted}: ${first.code}`);
}

/** Of a file that it cannot read, the mock says neither which one it is nor what to do. */
async function keptText(persist: PersistSettings | undefined): Promise<string> {
  const file = persist && join(persist.directory, STREAMS_FILE);
  if (file === undefined || !(await exists(file))) return '';
  return `; if it cannot read the streams that are kept in ${file}, mend that file, or put it aside to begin without them`;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function portTaken(port: number): string {
  return (
    `port ${port} is taken, so the local Kinesis cannot listen on it; ` +
    `stop what uses it (another "npm start"?), or choose another with --port`
  );
}

/** kinesis-mock ended where it should run; the message holds its last output. */
export class KinesisMockFailed extends Error {
  override readonly name = 'KinesisMockFailed';
}
