import type { ServedModel } from '../../../lambdas/inference/evaluate.ts';
import { type Manifest, manifestSchema, type Runtime } from '../../../lib/contract/manifest.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { describeRuntime } from '../../../lib/model/onnx/describe-runtime.ts';
import { type ModelOutput, ModelRunError, type ModelSession } from '../../../lib/model/session.ts';
import type { SampleModel } from '../../support/onnx-models.ts';

const ARTIFACT = { key: 'k', sha256: '0'.repeat(64), bytes: 0 };
const RUNTIME: Runtime = {
  inputTensor: 'x',
  labelTensor: null,
  probabilityTensor: 'p',
  valueTensor: null,
  chunkRows: null,
  opset: 21,
  irVersion: 10,
};

/** A manifest of version 3 that no registry has. */
export function manifestOf(signature: Signature, runtime: Runtime = RUNTIME): Manifest {
  return manifestSchema.parse({
    schema: 1,
    model: 'wine-quality',
    version: 3,
    writeId: 'w',
    createdAt: '2026-11-21T00:00:00.000Z',
    trainer: 'test',
    signature,
    runtime,
    artifacts: { model: ARTIFACT, golden: ARTIFACT },
  });
}

/** A version whose session is a function of the rows. */
export function servedModel(
  signature: Signature,
  run: (rows: Float32Array, n: number) => ModelOutput | Promise<ModelOutput>,
  goldenRuns = true,
): ServedModel {
  const session: ModelSession = { run: async (rows, n) => run(rows, n), release: async () => {} };
  return { manifest: manifestOf(signature), session, goldenRuns: async () => goldenRuns };
}

/** A version that runs on onnxruntime. */
export async function onnxModel({ bytes, signature }: SampleModel): Promise<ServedModel> {
  const runtime = describeRuntime(bytes, signature);
  const session = await openOnnxSession(bytes, { signature, runtime, threads: 1 });
  return { manifest: manifestOf(signature), session, goldenRuns: async () => true };
}

/** Answers the first class with the first feature as its probability, and shares the rest equally. */
export function firstFeature(signature: Signature): (rows: Float32Array, n: number) => ModelOutput {
  const width = signature.features.length;
  const classes = signature.classes.length;
  return (rows, n) => {
    const probabilities = new Float32Array(n * classes);
    for (let row = 0; row < n; row++) {
      const first = rows[row * width]!;
      probabilities.fill((1 - first) / (classes - 1), row * classes, (row + 1) * classes);
      probabilities[row * classes] = first;
    }
    return { task: 'classification', labels: new Int32Array(n), probabilities };
  };
}

/** The run, but it throws on every batch that holds a row whose first feature is `poison`. */
export function poisonedBy(
  poison: (first: number) => boolean,
  width: number,
  run: (rows: Float32Array, n: number) => ModelOutput,
): (rows: Float32Array, n: number) => ModelOutput {
  return (rows, n) => {
    for (let row = 0; row < n; row++) {
      if (poison(rows[row * width]!)) throw new ModelRunError('the graph does not take this row');
    }
    return run(rows, n);
  };
}
