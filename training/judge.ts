import { describeRuntime } from '../lib/model/onnx/describe-runtime.ts';
import type { ClassificationOutput, OpenSession } from '../lib/model/session.ts';
import type { Problem } from './data/problem.ts';
import { type Agreement, checkAgreement } from './evaluate/agreement.ts';
import { type Evaluation, evaluate } from './evaluate/evaluate.ts';
import { type ClassAnswers, type FittedModel, takeRows } from './trainers/trainer.ts';

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
  { rows, target, signature }: Problem,
  holdout: Int32Array,
  seed: number,
  openSession: OpenSession,
): Promise<Judgement> {
  const held = takeRows(rows, holdout);
  const runtime = describeRuntime(model, signature, { chunkRows: fitted.chunkRows });
  const session = await openSession(model, { signature, runtime, threads: 1 });
  try {
    const output = (await session.run(held.values, held.count)) as ClassificationOutput;
    const actual = holdout.map((row) => target.labels[row]!);
    return {
      agreement: checkAgreement(fitted.predict(held) as ClassAnswers, output),
      evaluation: evaluate(actual, output.labels, target.classes.length, seed),
    };
  } finally {
    await session.release();
  }
}
