import { type ListenOptions, Server } from 'node:net';
import { KINESIS_PLAIN_MARK, type KinesisChildMessage } from './kinesis-child-contract.ts';

/**
 * Loaded into kinesis-mock before it starts, with the port to listen on in its URL (`?port=4568`). It keeps the
 * mock on the loopback interface (by itself it listens on all), tells the parent which port it got, or why it
 * got none, and ends the mock when the parent is gone.
 */
const wantedPort = Number(new URL(import.meta.url).searchParams.get('port'));
const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnLoopback(this: Server, ...given: unknown[]): Server {
  const plain = given[0] === KINESIS_PLAIN_MARK;
  const callbacks = given.filter((argument) => typeof argument === 'function');
  const options: ListenOptions = { host: '127.0.0.1', port: plain ? wantedPort : 0 };
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

// As child-process/die-with-parent.ts, but the mock puts an exit of its own in the place of this one, which waits
// for connections that others keep open.
const { exit } = process;
process.on('disconnect', () => exit.call(process, 1));
process.channel?.unref();
