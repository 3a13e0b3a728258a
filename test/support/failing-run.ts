import { openOnnxSession } from '../../lib/model/adapters/onnx-session.ts';
import { describeRuntime } from '../../lib/model/onnx/describe-runtime.ts';
import { MISBEHAVING_GRAPHS } from './hostile-models.ts';
import { WIDTH } from './onnx-models.ts';

/** A process in which a run of onnxruntime fails on a row of 4321; it prints the name of the error alone. */
const { bytes, signature } = MISBEHAVING_GRAPHS.find(({ reason }) => reason === 'run-failed')!;
const runtime = describeRuntime(bytes, signature);
const session = await openOnnxSession(bytes, { signature, runtime, threads: 1 });
try {
  await session.run(new Float32Array(WIDTH).fill(4321), 1);
} catch (thrown) {
  console.log(thrown instanceof Error ? thrown.name : thrown);
}
