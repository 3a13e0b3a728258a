import type { Signature } from '../../lib/contract/signature.ts';
import type { ModelOutput, ModelSession } from '../../lib/model/session.ts';
import { importanceOf } from '../profile/importance.ts';

/** Rows whose answers and importance a profile is to tell. */
export interface ReferenceJob {
  /** Row-major float32 [count, d], defaults in the place of values that are missing. */
  readonly rows: Float32Array;
  readonly count: number;
  /** Positions of classes, of a regression values; undefined where nobody knows. */
  readonly truth: Int32Array | Float64Array | undefined;
  readonly seed: number;
}

export interface ReferenceMeasure {
  readonly answers: ModelOutput;
  /** By feature: see importanceOf. */
  readonly importance: readonly number[];
}

/** Answers the rows, and shuffles features among them. @throws ModelRunError when the model fails on one */
export async function measureReference(
  session: ModelSession,
  { features, classes }: Signature,
  { rows: values, count, truth, seed }: ReferenceJob,
): Promise<ReferenceMeasure> {
  const rows = { values, count, width: features.length };
  const answers = await session.run(values, count);
  const importance = await importanceOf(
    { rows, truth, answers },
    classes.length,
    (shuffled) => session.run(shuffled.values, shuffled.count),
    { seed, clock: () => performance.now() },
  );
  return { answers, importance };
}
