import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the console listens, unless told otherwise: beside the Kinesis of the stack. */
export const DEFAULT_CONSOLE_PORT = 4569;

/**
 * Listens on the loopback interface.
 * @param port 0 takes a free one
 * @returns the port, or undefined when another program has it
 * @throws whatever else listening throws
 */
export async function listenOnLoopback(server: Server, port: number): Promise<number | undefined> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    // EACCES: a port that this account may not have, below 1024 say.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined;
    throw error;
  }
  return (server.address() as AddressInfo).port;
}
