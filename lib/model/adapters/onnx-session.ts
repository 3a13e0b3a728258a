import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { reasonOf } from '../../contract/errors.ts';
import type { Runtime } from '../../contract/manifest.ts';
import { inputWidth } from '../../contract/signature.ts';
import { keepToOneself } from '../config.ts';
import { argmaxRows, type LabelData, labelReader } from '../labels.ts';
import type {
  ClassificationOutput,
  ModelOutput,
  OpenSession,
  RegressionOutput,
  SessionOptions,
} from '../session.ts';
import { ModelLoadError, ModelRunError } from '../session.ts';

/**
 * onnxruntime writes nothing to the log: at the level of errors it would print the status message of every failed
 * run, which can quote a record. What went wrong is in the errors that are thrown.
 */
env.logLevel = 'fatal';
keepToOneself();
const LOG_FATAL = 4;

/**
 * A model on onnxruntime. Runs block the thread although they answer by promise: onnxruntime-node computes
 * within a setImmediate callback.
 * @throws ModelLoadError when onnxruntime refuses the file, or it lacks a tensor that the manifest names
 */
export const openOnnxSession: OpenSession = async (model, options) => {
  const session = await create(model, options.threads);
  const wanted = outputNames(options.runtime);
  const lacking = wanted.find((name) => !session.outputNames.includes(name));
  if (lacking !== undefined || !session.inputNames.includes(options.runtime.inputTensor)) {
    await session.release();
    throw new ModelLoadError(`the model has no tensor named ${lacking ?? options.runtime.inputTensor}`);
  }
  const answer = options.signature.task === 'classification' ? classifier(options) : regressor(options);
  const runner = chunkRunner(session, options, wanted);
  return {
    run: (rows, n) => answer(runner, rows, n),
    release: () => session.release(),
  };
};

async function create(model: Uint8Array, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: LOG_FATAL,
      // A spinning thread takes the time of the one that decodes and encodes.
      ...(threads > 1 ? { extra: { session: { intra_op: { allow_spinning: '0' } } } } : {}),
    });
  } catch (cause) {
    throw new ModelLoadError(`onnxruntime cannot load the model: ${reasonOf(cause)}`, { cause });
  }
}

function outputNames(runtime: Runtime): string[] {
  const names = [runtime.labelTensor, runtime.probabilityTensor, runtime.valueTensor];
  return names.filter((name) => name !== null);
}

type Outputs = Readonly<Record<string, Tensor>>;

/** Runs rows in chunks and hands over each chunk's outputs with its first row and its number of rows. */
type ChunkRunner = (
  rows: Float32Array,
  n: number,
  take: (outputs: Outputs, first: number, count: number) => void,
) => Promise<void>;

function chunkRunner(session: InferenceSession, options: SessionOptions, fetches: string[]): ChunkRunner {
  const { inputTensor, chunkRows } = options.runtime;
  const width = inputWidth(options.signature);
  return async (rows, n, take) => {
    const size = chunkRows ?? n;
    for (let first = 0; first < n; first += size) {
      const count = Math.min(size, n - first);
      const chunk = rows.subarray(first * width, (first + count) * width);
      try {
        const feeds = { [inputTensor]: new Tensor('float32', chunk, [count, width]) };
        take(await session.run(feeds, fetches), first, count);
      } catch (cause) {
        if (cause instanceof ModelRunError) throw cause;
        throw new ModelRunError(`onnxruntime cannot run the model: ${withoutValues(reasonOf(cause))}`);
      }
    }
  };
}

/**
 * The runtime's words without the numbers of its status message, which may be a record's ("idx=8 must be within
 * …"). What precedes them names the operator. For the same reason the error carries no cause.
 */
function withoutValues(message: string): string {
  const [operator, ...status] = message.split('Status Message:');
  const words = status.join('').replace(/-?(\d[\d.]*(e[+-]?\d+)?|\b(nan|inf)\b)/gi, '#');
  return status.length === 0 ? message : `${operator}Status Message:${words}`;
}

/** How a task makes its answer from the chunks. */
type Answer = (runner: ChunkRunner, rows: Float32Array, n: number) => Promise<ModelOutput>;

function classifier({ signature, runtime }: SessionOptions): Answer {
  const width = signature.classes.length;
  const readLabels = labelReader(signature.classes);
  const { labelTensor, probabilityTensor } = runtime;
  return async (runner, rows, n): Promise<ClassificationOutput> => {
    const labels = new Int32Array(n);
    let probabilities: Float32Array | undefined =
      probabilityTensor === null ? undefined : new Float32Array(0);
    await runner(rows, n, (outputs, first, count) => {
      if (labelTensor !== null) readLabels(labelsOf(outputs, labelTensor, count), labels, first);
      if (probabilityTensor === null) return;
      const data = floatsOf(outputs, probabilityTensor, count * width);
      probabilities = joined(probabilities!, data, first * width, n * width);
    });
    if (labelTensor === null && probabilities !== undefined) argmaxRows(probabilities, width, labels);
    return { task: 'classification', labels, probabilities };
  };
}

function regressor({ runtime }: SessionOptions): Answer {
  const { valueTensor } = runtime;
  return async (runner, rows, n): Promise<RegressionOutput> => {
    let values: Float32Array = new Float32Array(0);
    await runner(rows, n, (outputs, first, count) => {
      values = joined(values, floatsOf(outputs, valueTensor!, count), first, n);
    });
    return { task: 'regression', values };
  };
}

/** A single chunk is the answer as it is; several go, one after the other, into an array of the whole length. */
function joined(whole: Float32Array, chunk: Float32Array, offset: number, length: number): Float32Array {
  if (chunk.length === length) return chunk;
  const target = whole.length === length ? whole : new Float32Array(length);
  target.set(chunk, offset);
  return target;
}

function labelsOf(outputs: Outputs, name: string, count: number): LabelData {
  const data = outputs[name]?.data;
  if (!(data instanceof BigInt64Array || Array.isArray(data)) || data.length !== count) {
    throw unexpected(outputs, name, `${count} int64 or string labels`);
  }
  return data;
}

function floatsOf(outputs: Outputs, name: string, count: number): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array) || data.length !== count) {
    throw unexpected(outputs, name, `${count} float32 values`);
  }
  return data;
}

function unexpected(outputs: Outputs, name: string, expected: string): ModelRunError {
  const tensor = outputs[name];
  const came = tensor === undefined ? 'nothing' : `${tensor.type} [${tensor.dims.join(', ')}]`;
  return new ModelRunError(`the model's output ${name} is ${came}; expected ${expected}`);
}
