import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import type { ModelOutput } from '../../../../lib/model/session.ts';
import { ModelLoadError, ModelRunError } from '../../../../lib/model/session.ts';
import { MISBEHAVING_GRAPHS } from '../../../support/hostile-models.ts';
import {
  forestClassifier,
  forestRegressor,
  linearClassifier,
  linearRegressor,
  perceptron,
  rowsOf,
  type SampleModel,
  sampleRecords,
  WIDTH,
} from '../../../support/onnx-models.ts';

const n = 100;
const rows = rowsOf(sampleRecords(n));

async function answer(model: SampleModel, chunkRows: number | null = null): Promise<ModelOutput> {
  const { signature } = model;
  const runtime = describeRuntime(model.bytes, signature, { chunkRows });
  const session = await openOnnxSession(model.bytes, { signature, runtime, threads: 1 });
  const output = await session.run(rows, n);
  await session.release();
  return output;
}

/** What onnxruntime itself says, in the order of the model's outputs. */
async function direct(model: SampleModel): Promise<unknown[][]> {
  const session = await InferenceSession.create(model.bytes, { intraOpNumThreads: 1 });
  const feeds = { [session.inputNames[0]!]: new Tensor('float32', rows, [n, WIDTH]) };
  const results = await session.run(feeds);
  await session.release();
  return model.outputs.map((name) => Array.from(results[name]!.data as ArrayLike<unknown>));
}

function classification(output: ModelOutput) {
  if (output.task !== 'classification') throw new Error('not a classification');
  return output;
}

describe('openOnnxSession', () => {
  it.each([
    ['int64 labels', linearClassifier()],
    ['string labels of an ensemble of 100 trees', forestClassifier({ trees: 100, depth: 5 })],
  ])('answers as onnxruntime: %s', async (_, model) => {
    const [labels, probabilities] = await direct(model);
    const output = classification(await answer(model));
    const named = [...output.labels].map((position) => model.signature.classes[position]);
    expect(named).toEqual(labels!.map((label) => (typeof label === 'bigint' ? Number(label) : label)));
    expect(new Set(named).size).toBeGreaterThan(1);
    expect([...output.probabilities!]).toEqual(probabilities);
  });

  it('answers without probabilities', async () => {
    const model = linearClassifier({ probabilities: false });
    const output = classification(await answer(model));
    expect(output.probabilities).toBeUndefined();
    expect(output.labels).toEqual(classification(await answer(linearClassifier())).labels);
  });

  it('takes the most probable class where the graph has no labels', async () => {
    const model = perceptron();
    const [probabilities] = (await direct(model)) as number[][];
    const output = classification(await answer(model));
    expect([...output.probabilities!]).toEqual(probabilities);
    for (let row = 0; row < n; row++) {
      const own = probabilities!.slice(row * 3, row * 3 + 3);
      expect(output.labels[row]).toBe(own.indexOf(Math.max(...own)));
    }
  });

  it.each([
    ['linear', linearRegressor()],
    ['trees', forestRegressor()],
  ])('answers a regression as onnxruntime: %s', async (_, model) => {
    const output = await answer(model);
    expect(output.task === 'regression' && [...output.values]).toEqual((await direct(model))[0]);
  });

  it.each([1, 7, 50, 100, 1000])('answers the same in chunks of %i rows', async (chunkRows) => {
    for (const model of [linearClassifier(), perceptron(), forestClassifier(), linearRegressor()]) {
      const whole = await answer(model);
      const chunked = await answer(model, chunkRows);
      expect('labels' in chunked && chunked.labels).toEqual('labels' in whole && whole.labels);
      const [expected, actual] = [whole, chunked].map((output) =>
        output.task === 'regression' ? output.values : output.probabilities!,
      );
      expect(actual).toHaveLength(expected!.length);
      // Sums are added up in another order in batches of another size.
      expected!.forEach((value, i) => {
        expect(actual![i]).toBeCloseTo(value, 4);
      });
    }
  });

  it('reads the first n rows of a longer array, and none of none', async () => {
    const { bytes, signature } = linearClassifier();
    const runtime = describeRuntime(bytes, signature);
    const session = await openOnnxSession(bytes, { signature, runtime, threads: 2 });
    const whole = classification(await session.run(rows, n));
    const part = classification(await session.run(rows, 5));
    expect(part.labels).toEqual(whole.labels.subarray(0, 5));
    expect(await session.run(rows, 0)).toEqual({
      task: 'classification',
      labels: new Int32Array(0),
      probabilities: new Float32Array(0),
    });
    await session.release();
  });

  it('says that a file cannot be loaded', async () => {
    const { bytes, signature } = linearRegressor();
    const runtime = describeRuntime(bytes, signature);
    const cut = openOnnxSession(bytes.subarray(0, 60), { signature, runtime, threads: 1 });
    await expect(cut).rejects.toThrow(ModelLoadError);
    const named = { signature, runtime: { ...runtime, valueTensor: 'other' }, threads: 1 };
    await expect(openOnnxSession(bytes, named)).rejects.toThrow('no tensor named other');
  });

  it('says where a run failed, and no value of the rows', async () => {
    const { bytes, signature } = MISBEHAVING_GRAPHS.find(({ reason }) => reason === 'run-failed')!;
    const runtime = describeRuntime(bytes, signature);
    const session = await openOnnxSession(bytes, { signature, runtime, threads: 1 });
    const failure: unknown = await session.run(new Float32Array(WIDTH).fill(4321), 1).catch((e) => e);
    expect(failure).toBeInstanceOf(ModelRunError);
    expect(String(failure)).toContain('GatherElements');
    expect(String(failure)).not.toMatch(/4321|4421/);
    await session.release();
  });

  it('keeps onnxruntime from writing to the log, where its words could quote a record', async () => {
    const script = fileURLToPath(new URL('../../../support/failing-run.ts', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script]);
    expect({ stdout, stderr }).toEqual({ stdout: 'ModelRunError\n', stderr: '' });
  });
});
