import { reasonOf } from '../../../lib/contract/errors.ts';
import type { ModelOutput, ModelSession, OpenSession } from '../../../lib/model/session.ts';
import type { FeatureRows } from '../../trainers/trainer.ts';
import { countUnstable } from './count-unstable.ts';
import type { Contest, ContestJob, Failed, Latencies, Side, Turn } from './job.ts';
import { type Clock, measureLatencies, type Sessions } from './measure.ts';

export interface ContestOptions {
  readonly open: OpenSession;
  readonly clock: Clock;
  /** Called as soon as a model has answered, or failed to. */
  readonly onTurn?: (side: Side, turn: Turn) => Promise<void>;
}

/**
 * Lets the candidate answer the rows, then the champion, then measures both side by side. Meant for a process of
 * its own: a model can take all time and memory there is. Never throws for a model's fault.
 */
export async function holdContest(job: ContestJob, options: ContestOptions): Promise<Contest> {
  const candidate = await takeTurn(job, 'candidate', options);
  const champion = job.champion === undefined ? undefined : await takeTurn(job, 'champion', options);
  try {
    const latency = await measured(job, options, candidate, champion);
    return { candidate: candidate.turn, champion: champion?.turn, latency };
  } finally {
    await candidate.session?.release();
    await champion?.session?.release();
  }
}

interface Taken {
  readonly turn: Turn;
  /** Undefined when it cannot be used any more. */
  readonly session: ModelSession | undefined;
}

async function takeTurn(job: ContestJob, side: Side, { open, onTurn }: ContestOptions): Promise<Taken> {
  const taken = await answer(job, side, open);
  await onTurn?.(side, taken.turn);
  return taken;
}

async function answer(job: ContestJob, side: Side, open: OpenSession): Promise<Taken> {
  const { model, signature, runtime } = job[side]!;
  let session: ModelSession | undefined;
  try {
    session = await open(model, { signature, runtime, threads: 1 });
    const holdout = await answerRows(session, job.holdout, 'the holdout');
    const outliers = await answerRows(session, job.outliers, 'rows far outside the usual');
    const unstable = side === 'candidate' ? await countUnstable(session, job.holdout, holdout) : undefined;
    return { turn: { kind: 'answered', holdout, outliers, unstable }, session };
  } catch (thrown) {
    await session?.release();
    return { turn: failed(thrown), session: undefined };
  }
}

async function answerRows(
  session: ModelSession,
  { values, count }: FeatureRows,
  what: string,
): Promise<ModelOutput> {
  try {
    return await session.run(values, count);
  } catch (cause) {
    throw new Error(`it throws on ${what}: ${reasonOf(cause)}`, { cause });
  }
}

async function measured(
  job: ContestJob,
  { clock }: ContestOptions,
  candidate: Taken,
  champion: Taken | undefined,
): Promise<Latencies | Failed | undefined> {
  if (candidate.session === undefined) return undefined;
  const sessions: Sessions =
    champion?.session === undefined ? [candidate.session] : [candidate.session, champion.session];
  try {
    return await measureLatencies(sessions, job.holdout, { ...job, clock });
  } catch (thrown) {
    return failed(thrown);
  }
}

/** As much of a runtime's message as a sentence holds. */
const WHY_MAX = 300;

/** In one line: runtimes put file names and line breaks into theirs. */
function failed(thrown: unknown): Failed {
  const why = reasonOf(thrown).replace(/\s+/g, ' ').trim();
  return { kind: 'failed', why: why.length > WHY_MAX ? `${why.slice(0, WHY_MAX)}…` : why };
}
