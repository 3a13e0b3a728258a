import { describeRuntime } from '../lib/model/onnx/describe-runtime.ts';
import type { OpenSession } from '../lib/model/session.ts';
import { type Problem, pickRows } from './data/problem.ts';
import { type Agreement, checkAgreement } from './evaluate/agreement.ts';
import { type Evaluation, evaluate } from './evaluate/evaluate.ts';
import type { FittedModel } from './trainers/trainer.ts';

/** How an exported model does on the holdout. */
export interface Judgement {
  /** How near the graph is to the trainer's own answers. */
  readonly agreement: Agreement;
  /** How near its labels are to the truth. */
  readonly evaluation: Evaluation;
}

/** A fitted model and its graph. */
export interface Candidate {
  readonly fitted: FittedModel;
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
  const { signature } = problem;
  const held = pickRows(problem, holdout);
  const runtime = describeRuntime(model, signature, { chunkRows: fitted.chunkRows });
  const session = await openSession(model, { signature, runtime, threads: 1 });
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
