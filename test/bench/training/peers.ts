import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installPythonPeers, PythonPeersUnavailable } from '../../support/python-peers.ts';

/** What a step of `npm run verify` exits with when a tool is missing. */
const MISSING_TOOL = 77;

/** A script of peers/ that answers requests, one after the other, each a line of JSON. */
export interface Peer {
  ask<T>(request: unknown): Promise<T>;
  end(): Promise<void>;
}

/**
 * Starts a script of peers/.
 * @param threads what its numeric libraries may use
 * @throws PythonPeersUnavailable where Python or a package cannot be had
 */
export async function startPeer(script: string, threads: number): Promise<Peer> {
  const python = await installPythonPeers();
  const limits = { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
  const peer = spawn(python, [join(import.meta.dirname, 'peers', script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...limits },
  });
  const ended = once(peer, 'exit');
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  return {
    async ask<T>(request: unknown) {
      peer.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended instead of answering`);
      return JSON.parse(value) as T;
    },
    async end() {
      peer.stdin.end();
      await ended;
    },
  };
}

/** Ends the process with 77, and says why, where the peers cannot be had. */
export async function exitWithoutPeers<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PythonPeersUnavailable)) throw error;
    console.error(error.message);
    process.exit(MISSING_TOOL);
  }
}
