import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Problem } from './functions.ts';

/** What Optuna's TPE is left with, by problem, one regret per seed. */
export interface OptunaRegrets {
  readonly regrets: Readonly<Record<string, readonly number[]>>;
  readonly versions: Readonly<Record<string, string>>;
}

export interface Runs {
  readonly firstSeed: number;
  readonly seeds: number;
  readonly trials: number;
}

/** Runs Optuna itself. @param python one that can import it */
export async function runOptuna(
  python: string,
  problems: readonly Problem[],
  { firstSeed, seeds, trials }: Runs,
): Promise<OptunaRegrets> {
  const asked = JSON.stringify(problems.map(({ name, space, minimum }) => ({ name, space, minimum })));
  const peer = spawn(
    python,
    [join(import.meta.dirname, 'optuna_peer.py'), asked, ...[firstSeed, seeds, trials].map(String)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(peer, 'close');
  let answer: OptunaRegrets | undefined;
  for await (const line of createInterface({ input: peer.stdout })) {
    const said = JSON.parse(line);
    if ('regrets' in said) answer = said;
    else peer.stdin.write(`${evaluateAsked(problems, said)}\n`);
  }
  const [code] = await ended;
  if (answer === undefined || code !== 0) throw new Error(`Optuna ended with ${code}`);
  return answer;
}

function evaluateAsked(problems: readonly Problem[], { problem, family, parameters }: Asked): number {
  return problems.find(({ name }) => name === problem)!.evaluate(family, parameters);
}

interface Asked {
  readonly problem: string;
  readonly family: string;
  readonly parameters: Parameters<Problem['evaluate']>[1];
}
