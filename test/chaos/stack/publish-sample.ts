import type { Golden } from '../../../lib/contract/golden.ts';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { readRows } from '../../../lib/model/golden-check.ts';
import { goldenRecord } from '../../../lib/model/golden-record.ts';
import { describeRuntime } from '../../../lib/model/onnx/describe-runtime.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import type { SampleModel } from '../../support/onnx-models.ts';

/**
 * Publishes a sample model with its own answers to some records as golden ones.
 * @param records as a producer sends them
 * @returns the version's number
 */
export async function publishSample(
  registry: ModelRegistry,
  model: string,
  sample: SampleModel,
  records: readonly Record<string, unknown>[],
): Promise<number> {
  const { bytes, signature } = sample;
  const runtime = describeRuntime(bytes, signature);
  const golden = await goldenOf(sample, records);
  const { version } = await registry.publish({
    model,
    trainer: 'test',
    signature,
    runtime,
    metrics: {},
    hyperparameters: {},
    artifacts: { model: bytes, golden: Buffer.from(JSON.stringify(golden)) },
  });
  return version;
}

async function goldenOf(
  { bytes, signature }: SampleModel,
  records: readonly Record<string, unknown>[],
): Promise<Golden> {
  const rows = readRows(signature, records);
  if (!(rows instanceof Float32Array)) throw rows;
  const runtime = describeRuntime(bytes, signature);
  const session = await openOnnxSession(bytes, { signature, runtime, threads: 1 });
  const output = await session.run(rows, records.length);
  await session.release();
  return { schema: 1, records: records.map((record, i) => goldenRecord(signature, record, output, i)) };
}
