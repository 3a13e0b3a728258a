import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import { perceptron } from '../../../support/onnx-models.ts';

/** A process that serves: it opens a model. See telemetry.test.ts. */
const { bytes, signature } = perceptron();
const runtime = describeRuntime(bytes, signature, { chunkRows: null });
const session = await openOnnxSession(bytes, { signature, runtime, threads: 1 });
await session.release();
console.log('done');
