import { readFile } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';
import { reasonOf } from '../../lib/contract/errors.ts';

/** A deployment that comes to no end by itself. */
export class DeploymentStuck extends Error {
  override readonly name = 'DeploymentStuck';
}

export interface WatchOptions {
  /** The emulator's log; undefined for an emulator of somebody else. */
  readonly log: string | undefined;
  /** Default: two minutes, longer than any resource of the stage takes. */
  readonly quietMs?: number;
  /** The same after the log named a function that died; others may die while the deployment goes on. */
  readonly quietAfterFaultMs?: number;
  readonly pollMs?: number;
}

/** The command that is watched: takes what sees its lines, and ends when the signal says so. */
export type WatchedCommand = (onLine: (line: string) => void, signal: AbortSignal) => Promise<string>;

/** MiniStack's words for a function whose process ended: "… ERROR [lambda] Warm worker execution error for x: …". */
const FUNCTION_DIED = /\bERROR \[lambda\] .*/;

/**
 * Runs a command of cdk, and ends it when it stands still. A custom resource whose function dies is never answered,
 * and CloudFormation waits an hour for the answer, as cdk does.
 * @throws DeploymentStuck with what the log says, what was in progress and what to do
 */
export async function watchDeployment(command: WatchedCommand, options: WatchOptions): Promise<string> {
  const { log, quietMs = 120_000, quietAfterFaultMs = 10_000, pollMs = 1_000 } = options;
  const over = new AbortController();
  const stuck = new AbortController();
  const inProgress = new Set<string>();
  const logBefore = (await textOf(log)).length;
  let lastLine = performance.now();
  const look = async () => {
    for await (const _ of setInterval(pollMs, undefined, { signal: over.signal })) {
      const fault = FUNCTION_DIED.exec((await textOf(log)).slice(logBefore))?.[0];
      const quiet = performance.now() - lastLine;
      if (quiet > (fault === undefined ? quietMs : quietAfterFaultMs))
        return stuck.abort(new DeploymentStuck(stuckText({ fault, inProgress, log, quiet })));
    }
  };
  const looking = look().catch((error: unknown) => {
    if (!over.signal.aborted) stuck.abort(new Error(reasonOf(error), { cause: error }));
  });
  const onLine = (line: string) => {
    lastLine = performance.now();
    follow(line, inProgress);
  };
  try {
    return await command(onLine, stuck.signal);
  } finally {
    over.abort();
    await looking;
  }
}

/** cdk's line about a resource: stack | how many | time | status | type | its path. */
function follow(line: string, inProgress: Set<string>): void {
  const [stack, , , status = '', type, path] = line.split('|').map((part) => part.trim());
  const resource = `${stack}: ${path} (${type})`;
  if (type === undefined || type === 'AWS::CloudFormation::Stack') return;
  if (status.endsWith('_IN_PROGRESS')) inProgress.add(resource);
  else inProgress.delete(resource);
}

interface Stuck {
  readonly fault: string | undefined;
  readonly inProgress: ReadonlySet<string>;
  readonly log: string | undefined;
  readonly quiet: number;
}

function stuckText({ fault, inProgress, log, quiet }: Stuck): string {
  return [
    `the deployment was ended: for ${Math.round(quiet / 1000)} s nothing happened`,
    `in progress: ${[...inProgress].join(', ') || 'no resource that cdk named'}`,
    ...(fault === undefined ? [] : [`a function died, and never answers: ${fault}`]),
    log === undefined ? "the emulator's own log may say why" : `the emulator's log: ${log}`,
    'to begin again: npm run local:destroy, then npm run local:deploy',
  ].join('\n  ');
}

async function textOf(log: string | undefined): Promise<string> {
  return log === undefined ? '' : readFile(log, 'utf8').catch(() => '');
}
