import fs from 'node:fs';
import { Server, type Socket } from 'node:net';
import { holdExclusively } from './adapters/exclusive-hold.ts';
import type { KinesisChildMessage } from './kinesis-child-contract.ts';

/**
 * Loaded before kinesis-child.ts into a kinesis-mock that keeps its streams, with the directory and the pause
 * between two saves in its URL (`?directory=…&intervalMs=2000`). It mends three things: a save replaces the file
 * as a whole; the mock ends with a save of all that it acknowledged (by itself it may hang or end without); and
 * two mocks never have the same directory.
 */
const parameters = new URL(import.meta.url).searchParams;
const directory = parameters.get('directory')!;
const intervalMs = Number(parameters.get('intervalMs'));

/** The last save takes less; a mock that hangs must not outlive its parent for ever. */
const END_MS = 20_000;

/** A mock whose parent was killed may still be saving what this one is about to load. */
if ((await holdExclusively(`${directory}.lock`, END_MS + 5_000)) === undefined) {
  const refused: KinesisChildMessage = { type: 'refused', code: 'EBUSY' };
  await new Promise<never>(() => process.send?.(refused, () => process.exit(1)));
}

/** Running; told to end, with a save that may have begun before; or about to begin the last save. */
let state: 'running' | 'ending' | 'last-save' = 'running';
let exitCode = 0;

const { exit, on } = process;
const { createWriteStream, renameSync } = fs;
const { clearTimeout, setTimeout } = globalThis;

/** The mock writes over the file that it has, so that a kill in the middle would leave neither old nor new. */
fs.createWriteStream = function replaceWhenWhole(file, ...options) {
  const isLast = state === 'last-save';
  const stream = createWriteStream.call(fs, `${file}.new`, ...options);
  const fail = (error: unknown) => {
    console.error(error);
    if (isLast) exit.call(process, 1);
  };
  const replace = () => {
    try {
      renameSync(`${file}.new`, String(file));
    } catch (error) {
      return fail(error);
    }
    if (isLast) exit.call(process, exitCode);
  };
  // The mock takes all listeners off once the file is open.
  const listen = () => stream.once('finish', replace).once('error', fail);
  return stream.once('error', fail).once('ready', () => process.nextTick(listen));
} as typeof createWriteStream;

/** Timers of the pause between two saves. */
const pauses = new Map<NodeJS.Timeout, () => void>();

globalThis.setTimeout = ((callback: () => void, ms = 0) => {
  if (ms !== intervalMs) return setTimeout(callback, ms);
  if (state !== 'running') return setTimeout(saveLast, 0, callback);
  const timer = setTimeout(() => {
    pauses.delete(timer);
    callback();
  }, ms);
  pauses.set(timer, callback);
  return timer;
}) as typeof setTimeout;

function saveLast(save: () => void): void {
  state = 'last-save';
  save();
}

const connections = new Set<Socket>();
const { listen } = Server.prototype;

Server.prototype.listen = function listenAndTrack(this: Server, ...given: unknown[]): Server {
  this.on('connection', (connection) => {
    if (state !== 'running') return void connection.destroy();
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return Reflect.apply(listen, this, given);
} as typeof listen;

/**
 * Cuts all connections, so that nobody hears any more that a record was taken, and begins the last save: at once
 * when the mock pauses, otherwise after the save that it is at.
 */
function end(): void {
  if (state !== 'running') return;
  state = 'ending';
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_MS);
  for (const connection of connections) connection.destroy();
  for (const [timer, save] of pauses) {
    clearTimeout(timer);
    saveLast(save);
  }
}

on.call(process, 'SIGTERM', end);
// The kernel closes the channel when the parent is gone, after SIGKILL as well.
on.call(process, 'disconnect', end);
// What goes wrong after the connections were cut is of no interest.
on.call(process, 'uncaughtException', (error: Error) => {
  if (state !== 'running') return;
  console.error(error);
  exitCode = 1;
  end();
});

// From here on the mock ends by itself neither on signals nor, while it saves, for anything else.
process.on = ((event: string, listener: () => void) => {
  if (event !== 'SIGTERM') on.call(process, event, listener);
  return process;
}) as typeof on;
Object.defineProperty(process, 'exit', {
  get: () => (code?: number) => {
    if (state === 'running') exit.call(process, code);
  },
  set: () => undefined,
});
