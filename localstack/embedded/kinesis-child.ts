import fs from 'node:fs';
import { type ListenOptions, Server, type Socket } from 'node:net';
import { holdExclusively } from './adapters/exclusive-hold.ts';
import { KINESIS_PLAIN_MARK, type KinesisChildMessage } from './kinesis-child-contract.ts';

/**
 * Loaded into kinesis-mock before it starts, with the port to listen on in its URL (`?port=4568`) and the
 * directory where it keeps its streams, if it does (`&directory=…`). It keeps the mock on the loopback interface
 * (by itself it listens on all), tells the parent which port it got, or why it got none, ends the mock when the
 * parent is gone, and mends how it saves its streams.
 */
const parameters = new URL(import.meta.url).searchParams;
const wantedPort = Number(parameters.get('port'));
const directory = parameters.get('directory');
const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnLoopback(this: Server, ...given: unknown[]): Server {
  const plain = given[0] === KINESIS_PLAIN_MARK;
  const callbacks = given.filter((argument) => typeof argument === 'function');
  const options: ListenOptions = { host: '127.0.0.1', port: plain ? wantedPort : 0 };
  this.on('connection', track);
  if (plain) reportAddress(this);
  return listen.call(this, options, ...(callbacks as (() => void)[]));
} as typeof listen;

function reportAddress(server: Server): void {
  server.once('listening', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) report({ type: 'listening', port: address.port });
  });
  server.once('error', (error: NodeJS.ErrnoException) => report({ type: 'refused', code: error.code ?? '' }));
}

function report(message: KinesisChildMessage): void {
  process.send?.(message);
}

/** The connections that are open, and whether the mock is about to end. */
const connections = new Set<Socket>();
let ending = false;

function track(connection: Socket): void {
  if (ending) return void connection.destroy();
  connections.add(connection);
  connection.once('close', () => connections.delete(connection));
}

/** Saving takes less; a mock that hangs must not outlive its parent for ever. */
const END_MS = 20_000;

/** What requests get that are being answered when the mock is told to end. */
const LAST_ANSWERS_MS = 500;

const { setTimeout } = globalThis;

/**
 * Told to end, the mock takes no more requests, gives those that it has half a minute, and then saves its streams.
 * Connections that stay open, and some that were closed, count as requests: so each is ended here as if the other
 * side had done it, and the half minute is shortened, which is the only timer that is set from now on.
 */
function endConnections(): void {
  ending = true;
  for (const connection of connections) connection.push(null);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_MS).unref();
  globalThis.setTimeout = ((callback: () => void, ms?: number) =>
    setTimeout(callback, Math.min(ms ?? 0, LAST_ANSWERS_MS))) as typeof setTimeout;
}

/** Before the mock's own listener. */
process.on('SIGTERM', endConnections);

// The kernel closes the channel when the parent is gone, after SIGKILL as well.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

const createWriteStream = fs.createWriteStream;

/**
 * The mock writes its streams over the file that has them, so that a kill in the middle would leave neither what
 * was there nor what is. They go to a file beside it, which takes its place once it is whole.
 */
fs.createWriteStream = function replaceWhenWhole(file, ...options) {
  const stream = createWriteStream.call(fs, `${file}.new`, ...options);
  const replace = () => fs.renameSync(`${file}.new`, String(file));
  // The mock takes all listeners off once the file is open.
  return stream.once('ready', () => process.nextTick(() => stream.once('finish', replace)));
} as typeof createWriteStream;

/** A mock whose parent was killed may still be saving what the next one is about to load. */
const FORMER_MOCK_MS = END_MS + 5_000;

if (directory !== null && (await holdExclusively(`${directory}.lock`, FORMER_MOCK_MS)) === undefined) {
  const refused: KinesisChildMessage = { type: 'refused', code: 'EBUSY' };
  await new Promise<never>(() => process.send?.(refused, () => process.exit(1)));
}
