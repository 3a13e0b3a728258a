import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import { type SessionProcess, startSessionProcess } from '../../../../lib/model/adapters/process-session.ts';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import { ModelLoadError, ModelRunError } from '../../../../lib/model/session.ts';
import { linearClassifier, perceptron, rowsOf, sampleRecords } from '../../../support/onnx-models.ts';

const SCRIPT = join(import.meta.dirname, '../../../../lib/model/adapters/run-session.ts');
const CRASHING = join(import.meta.dirname, '../../../support/crashing-process.ts');

const { bytes, signature } = linearClassifier();
const options = { signature, runtime: describeRuntime(bytes, signature), threads: 1 };
const rows = rowsOf(sampleRecords(30));

const started: SessionProcess[] = [];
afterEach(() => {
  for (const one of started.splice(0)) one.kill();
});

function start(script = SCRIPT): SessionProcess {
  const one = startSessionProcess(script);
  started.push(one);
  return one;
}

test('a model in a process of its own answers as it does in this one, run after run', async () => {
  const own = await openOnnxSession(bytes, options);
  const apart = await start().open(bytes, options);
  const [first, second] = await Promise.all([apart.run(rows, 30), apart.run(rows, 7)]);
  expect(first).toEqual(await own.run(rows, 30));
  expect(second).toEqual(await own.run(rows, 7));
  await own.release();
});

test('runs that are asked for at once are told apart, also where one takes many chunks', async () => {
  const inChunks = { ...options, runtime: { ...options.runtime, chunkRows: 1 } };
  const apart = await start().open(bytes, inChunks);
  const [long, short] = await Promise.all([apart.run(rows, 30), apart.run(rows, 1)]);
  expect([long, short].map((output) => 'labels' in output && output.labels.length)).toEqual([30, 1]);
});

test('a file of many parts arrives whole', async () => {
  const large = perceptron(400_000);
  const runtime = describeRuntime(large.bytes, large.signature);
  const opening = { signature: large.signature, runtime, threads: 1 };
  const apart = await start().open(large.bytes, opening);
  const own = await openOnnxSession(large.bytes, opening);
  expect(await apart.run(rows, 3)).toEqual(await own.run(rows, 3));
  await own.release();
});

test('what is no model is refused with the reason', async () => {
  await expect(start().open(Buffer.from('no model'), options)).rejects.toThrow(ModelLoadError);
});

test('a run that goes on when the process is killed fails, and so do all after it', async () => {
  const one = start();
  const session = await one.open(bytes, options);
  const running = session.run(rows, 30);
  one.kill();
  await running.catch((error) => expect(error).toBeInstanceOf(ModelRunError));
  await expect(session.run(rows, 30)).rejects.toThrow('its process ended (SIGKILL)');
});

test('a process that crashes is a model that cannot be loaded', async () => {
  await expect(start(CRASHING).open(bytes, options)).rejects.toThrow('its process ended (SIGSEGV)');
});

test('a script that is not there is a model that cannot be loaded', async () => {
  await expect(start('/nowhere/run-session.ts').open(bytes, options)).rejects.toThrow(ModelLoadError);
});
