import { describeRuntime } from '../lib/model/onnx/describe-runtime.ts';
import type { ModelSession, OpenSession } from '../lib/model/session.ts';
import { type Problem, pickRows } from './data/problem.ts';
import { type Agreement, checkAgreement } from './evaluate/agreement.ts';
import { type Evaluation, evaluate } from './evaluate/evaluate.ts';
import type { FittedModel } from './trainers/trainer.ts';

/** How an exported model does on the holdout. */
export interface Judgement {
  /** How near the graph is to the trainer's own answers. */
  readonly agreement: Agreement;
  /** How near its labels or values are to the truth. */
  readonly evaluation: Evaluation;
}

/** A fitted model and its graph. */
export interface Candidate {
  readonly fitted: Pick<FittedModel, 'predict' | 'chunkRows'>;
  readonly model: Uint8Array;
}

/**
 * Runs the graph on the holdout, as the function will, and holds it against the trainer and the truth.
 * @param seed of the bootstrap
 * @throws ExportDisagrees when the graph does not compute what was trained
 */
export async function judge(
  { fitted, model }: Candidate,
  problem: Problem,
  holdout: Int32Array,
  seed: number,
  openSession: OpenSession,
): Promise<Judgement> {
  const held = pickRows(problem, holdout);
  const session = await openGraph({ model, chunkRows: fitted.chunkRows }, problem, openSession);
  try {
    const output = await session.run(held.values, held.count);
    return {
      agreement: checkAgreement(fitted.predict(held), output),
      evaluation: evaluate(held, output, seed),
    };
  } finally {
    await session.release();
  }
}

/** Opens a graph as the function will. */
export function openGraph(
  { model, chunkRows }: { readonly model: Uint8Array; readonly chunkRows: number | null },
  { signature }: Problem,
  openSession: OpenSession,
): Promise<ModelSession> {
  return openSession(model, {
    signature,
    runtime: describeRuntime(model, signature, { chunkRows }),
    threads: 1,
  });
}
