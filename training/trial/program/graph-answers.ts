import type { Signature } from '../../../lib/contract/signature.ts';
import { describeRuntime } from '../../../lib/model/onnx/describe-runtime.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { DEFAULT_LIMITS, probeInChild } from '../../publish/probe.ts';
import type { Answers, FeatureRows } from '../../trainers/trainer.ts';

/**
 * A graph's answers to rows, computed in a process of its own with limits of time and memory: the rules that a
 * published model is held to.
 * @throws UnservableModel (a UserError) with the reason and the fix
 */
export async function graphAnswers(
  model: Uint8Array,
  signature: Signature,
  chunkRows: number | null,
  { values, count }: FeatureRows,
): Promise<Answers> {
  const runtime = describeRuntime(model, signature, { chunkRows });
  const { output } = await probeInChild(
    { model, signature, runtime, rows: values, n: count },
    DEFAULT_LIMITS,
  );
  return answersOf(output, signature.classes.length);
}

/** A graph without probabilities is sure of its labels. */
function answersOf(output: ModelOutput, classes: number): Answers {
  if (output.task === 'regression') return { values: Float64Array.from(output.values) };
  const { labels, probabilities } = output;
  if (probabilities !== undefined) return { labels, probabilities: Float64Array.from(probabilities) };
  const sure = new Float64Array(labels.length * classes);
  labels.forEach((label, row) => {
    sure[row * classes + label] = 1;
  });
  return { labels, probabilities: sure };
}
