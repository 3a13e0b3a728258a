import { setTimeout as delay } from 'node:timers/promises';
import type { DeployResult } from '../../localstack/emulator/deploy.ts';

/** What the acts of the end-to-end test share. */
export interface Scene {
  readonly endpoint: string;
  readonly stage: DeployResult;
  /** The assembly that was deployed. */
  readonly assembly: string;
  /** `aws <args> --output json`: its answer. */
  aws(...args: readonly string[]): Promise<unknown>;
  /** `weir <args> --json`: its answer. */
  weir(...args: readonly string[]): Promise<unknown>;
  /** A script for bash, with `aws` and `jq`: its output. */
  bash(script: string): Promise<string>;
  /** 1 or 2. */
  readonly awsMajor: number;
}

/** @throws unless it holds, with what came */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const POLL_MS = 300;

/** Asks again and again until the answer is there. @throws with `what` after `seconds` */
export async function until<T>(seconds: number, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    must(performance.now() < deadline, `not within ${seconds} s: ${what}`);
    await delay(POLL_MS);
  }
}
