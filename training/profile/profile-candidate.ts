import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { OpenSession } from '../../lib/model/session.ts';
import { type Problem, pickRows } from '../data/problem.ts';
import type { Split } from '../data/split.ts';
import { openGraph } from '../judge.ts';
import { isClassified, type TrainingRows, takeRows } from '../trainers/trainer.ts';
import { importanceOf } from './importance.ts';
import type { Forerunner } from './layout/inherit.ts';
import { buildReferenceProfile } from './reference-profile.ts';

/** A model that was fitted here, before it is published. */
export interface ProfiledCandidate {
  /** The model's name. */
  readonly name: string;
  readonly model: Uint8Array;
  readonly chunkRows: number | null;
  readonly problem: Problem;
  readonly split: Split;
  readonly forerunner: Forerunner | undefined;
  readonly seed: number;
  readonly openSession: OpenSession;
  readonly signal?: AbortSignal | undefined;
}

/** The reference of a model that was fitted here: features of its training rows, answers of its holdout. */
export async function profileCandidate(candidate: ProfiledCandidate): Promise<ReferenceProfile> {
  const { name, problem, split, forerunner, seed, signal } = candidate;
  const held = pickRows(problem, split.holdout);
  const session = await openGraph(candidate, problem, candidate.openSession);
  try {
    const answers = await session.run(held.values, held.count);
    const unseen = { rows: held, truth: truthOf(held), answers };
    const importance = await importanceOf(
      unseen,
      problem.signature.classes.length,
      ({ values, count }) => session.run(values, count),
      { seed, signal, clock: () => performance.now() },
    );
    const training = takeRows(problem.rows, split.train);
    const { signature } = problem;
    return buildReferenceProfile({ model: name, signature, training, unseen, importance, forerunner, seed });
  } finally {
    await session.release();
  }
}

/** What is right: positions of classes, or values. */
export function truthOf(rows: TrainingRows): Int32Array | Float64Array {
  return isClassified(rows) ? rows.labels : rows.targets;
}
