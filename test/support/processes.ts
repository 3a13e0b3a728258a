import { setTimeout as sleep } from 'node:timers/promises';

/** True while a process with this id runs (a zombie that nobody has waited for counts too). */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until none of the processes runs; answers those that still do after `timeoutMs`. */
export async function survivors(pids: readonly number[], timeoutMs = 5_000): Promise<readonly number[]> {
  const deadline = performance.now() + timeoutMs;
  while (pids.some(isRunning) && performance.now() < deadline) await sleep(20);
  return pids.filter(isRunning);
}
