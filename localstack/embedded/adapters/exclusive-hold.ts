import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock, lockToken } from '../../../lib/registry/adapters/directory-lock.ts';
import { ignoring } from '../../../lib/registry/adapters/file-errors.ts';

/** Something of this machine that one process has for itself, until it gives it back or ends. */
export interface ExclusiveHold {
  release(): Promise<void>;
}

/**
 * Takes a lock that lasts as long as its holder lives. The holder listens on a port of the loopback interface,
 * which the kernel closes whatever ends it, and says its token there: so neither SIGKILL nor a process id that
 * was given to another program leaves the lock behind, and a holder that is only paused keeps it.
 * @param lock a path that is nothing else; its directory is made
 * @param waitMs how long to wait for a holder that lives. Default: 0
 * @returns undefined when a holder still lived then
 */
export async function holdExclusively(lock: string, waitMs = 0): Promise<ExclusiveHold | undefined> {
  await mkdir(dirname(lock), { recursive: true });
  const token = lockToken();
  const life = await serveToken(token);
  const directory = await mkdtemp(`${lock}-`);
  await writeFile(join(directory, token), String(life.port));
  const deadlineMs = performance.now() + waitMs;
  const worthwhile = async () => (await breakIfDead(lock)) || performance.now() < deadlineMs;
  const held = await acquireLock({
    lock,
    directory,
    token,
    worthwhile,
    patienceMs: Number.POSITIVE_INFINITY,
  });
  if (held === undefined) {
    life.close();
    await rm(directory, { recursive: true });
    return undefined;
  }
  return {
    async release() {
      await held.release();
      life.close();
    },
  };
}

/** Says the token to everyone who connects. It does not keep the process running. */
async function serveToken(token: string): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((connection) => connection.on('error', () => undefined).end(token)).unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

/** True when nobody living holds the lock by now. */
async function breakIfDead(lock: string): Promise<boolean> {
  const [token] = (await ignoring(['ENOENT'], readdir(lock))) ?? [];
  if (token === undefined) return true;
  const port = await ignoring(['ENOENT'], readFile(join(lock, token), 'utf8'));
  if (port !== undefined && (await isSaid(token, Number(port)))) return false;
  await ignoring(['ENOENT'], unlink(join(lock, token)));
  return true;
}

/** A paused holder cannot speak, but its port takes the connection: it counts as alive. */
const ANSWER_MS = 1_000;

async function isSaid(token: string, port: number): Promise<boolean> {
  const connection = connect({ port, host: '127.0.0.1' });
  const said = text(connection).then(
    (answer) => answer === token,
    () => false,
  );
  const silent = sleep(ANSWER_MS, true, { ref: false });
  return Promise.race([said, silent]).finally(() => connection.destroy());
}
