import { readFile } from 'node:fs/promises';

/** Resident memory of processes at their highest, watched while they live. */
export interface PeakMemory {
  /** Of the largest of them, in MB; NaN where the platform does not tell (it has no /proc). */
  readonly mb: number;
  stop(): void;
}

const LOOK_MS = 250;

/** @param pids the processes that live now, asked at each look */
export function watchPeakMemory(pids: () => readonly number[]): PeakMemory {
  let highest = Number.NaN;
  async function look(): Promise<void> {
    for (const pid of pids()) {
      // The process may have ended since.
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const kb = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      if (kb !== undefined) highest = Math.max(Number(kb) * 1.024e-3, Number.isNaN(highest) ? 0 : highest);
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    get mb() {
      return highest;
    },
    stop: () => clearInterval(timer),
  };
}
