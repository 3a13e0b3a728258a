import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { FloatTensor, OpenStepSession } from '../step-session.ts';

env.logLevel = 'fatal';
const LOG_FATAL = 4;

/**
 * A training step on onnxruntime. One thread: the products of a mini-batch are too small to share, and sums then
 * have one order, so that a fit repeats bit for bit. Moments of gradients that have died away are denormal floats,
 * on which processors are ten times slower: they count as 0.
 */
export const openOnnxStepSession: OpenStepSession = async (model) => {
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: LOG_FATAL,
    extra: { session: { set_denormal_as_zero: '1' } },
  });
  return {
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, tensor]) => [name, tensorOf(tensor)] as const);
      const outputs = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, floatsOf(tensor)]));
    },
    release: () => session.release(),
  };
};

function tensorOf({ data, dims }: FloatTensor): Tensor {
  return new Tensor('float32', data, dims);
}

function floatsOf({ data, dims }: Tensor): FloatTensor {
  if (!(data instanceof Float32Array)) throw new Error('a training step gave a tensor that is not float32');
  return { data, dims };
}
