import { fileURLToPath } from 'node:url';
import { askChild, ChildEnded, type ChildLimits } from '../../publish/limited-child.ts';
import type { Contest, ContestJob, Failed, Side, Turn } from './job.ts';

/** What the process says as soon as it knows it: a limit that is exceeded later does not undo it. */
export interface TurnNote {
  readonly side: Side;
  readonly turn: Turn;
}

const SCRIPT = fileURLToPath(new URL('./run-contest.ts', import.meta.url));

/**
 * Holds the contest in a process of its own, which is killed when it exceeds a limit. The model whose turn it was
 * then has failed.
 */
export async function contestInChild(
  job: ContestJob,
  limits: ChildLimits,
  signal?: AbortSignal,
): Promise<Contest> {
  const turns: Partial<Record<Side, Turn>> = {};
  const onNote = ({ side, turn }: TurnNote): void => {
    turns[side] = turn;
  };
  try {
    return await askChild<ContestJob, Contest, TurnNote>(SCRIPT, job, { limits, onNote, signal });
  } catch (thrown) {
    if (!(thrown instanceof ChildEnded)) throw thrown;
    return unfinished(job, turns, thrown);
  }
}

function unfinished(job: ContestJob, turns: Partial<Record<Side, Turn>>, ended: ChildEnded): Contest {
  const failed: Failed = { kind: 'failed', why: whyEnded(ended) };
  const { candidate, champion } = turns;
  if (candidate === undefined) return { candidate: failed, champion: undefined, latency: undefined };
  if (candidate.kind === 'failed') return { candidate, champion, latency: undefined };
  const waiting = job.champion !== undefined && champion === undefined;
  return { candidate, champion: waiting ? failed : champion, latency: failed };
}

function whyEnded({ kind, how }: ChildEnded): string {
  if (kind === 'memory') return `it takes ${how}`;
  if (kind === 'time') return `it did not end within ${how}`;
  return `the process that ran it died (${how})`;
}
