import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PrometheusTools } from './tools.ts';

/** A program that answers at an address until it is stopped. */
export interface Server {
  /** host:port */
  readonly address: string;
  /** What it wrote, for the message of a failure. */
  readonly output: () => string;
  stop(): Promise<void>;
}

/** host:port that nothing listens on now. */
export async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

/** @param directory holds prometheus.yml; its data go there too */
export function startPrometheus(tools: PrometheusTools, directory: string, address: string): Promise<Server> {
  return start(tools.prometheus, address, directory, [
    `--config.file=${join(directory, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(directory, 'prometheus-data')}`,
    `--web.listen-address=${address}`,
    '--log.level=warn',
  ]);
}

/** @param directory holds alertmanager.yml; its data go there too */
export function startAlertmanager(
  tools: PrometheusTools,
  directory: string,
  address: string,
): Promise<Server> {
  return start(tools.alertmanager, address, directory, [
    `--config.file=${join(directory, 'alertmanager.yml')}`,
    `--storage.path=${join(directory, 'alertmanager-data')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
    '--log.level=warn',
  ]);
}

const READY_MS = 15_000;
const GRACE_MS = 5_000;

async function start(
  program: string,
  address: string,
  cwd: string,
  args: readonly string[],
): Promise<Server> {
  await mkdir(cwd, { recursive: true });
  // The kernel ends it when this process is gone, also by SIGKILL.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const server = { address, output: () => output, stop: () => stopped(child) };
  const deadline = performance.now() + READY_MS;
  while (!(await answers(`http://${address}/-/ready`))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await server.stop();
      throw new Error(`${program} does not become ready: ${output}`);
    }
    await sleep(100);
  }
  return server;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
