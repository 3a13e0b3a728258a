import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { installPythonPeers, PythonPeersUnavailable } from '../../support/python-peers.ts';

/** What a step of `npm run verify` exits with when a tool is missing. */
const MISSING_TOOL = 77;

/**
 * Runs a script of peers/ with a task as JSON on its standard input.
 * @returns the JSON that it wrote
 * @throws PythonPeersUnavailable where Python or a package cannot be had
 */
export async function askPeer<T>(script: string, task: unknown): Promise<T> {
  const python = await installPythonPeers();
  const peer = spawn(python, [join(import.meta.dirname, 'peers', script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([
    text(peer.stdout),
    once(peer, 'exit') as Promise<[number | null]>,
    peer.stdin.end(JSON.stringify(task)),
  ]);
  if (code !== 0) throw new Error(`${script} ended with code ${code}`);
  return JSON.parse(output) as T;
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
