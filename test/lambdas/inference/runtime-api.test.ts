import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import {
  FunctionInitError,
  type FunctionOptions,
  hostFunction,
} from '../../../localstack/function-host/function-host.ts';
import { sampleRecords } from '../../support/onnx-models.ts';
import { type OutputStream, outputStream } from './output-stream.ts';
import { arriving, START, sampleLayout, sumOf, windowsIn } from './profile/support.ts';
import { eventOf, MODEL, TestRegistry } from './support.ts';

/**
 * The deployable behind Lambda's Runtime API. Its client is the function host's own, or the one that
 * WEIR_RUNTIME_CLIENT names, as test/runtime-client.ts does with that of Lambda's base image.
 */
const ROOT = join(import.meta.dirname, '../../..');
const { WEIR_RUNTIME_CLIENT: client, WEIR_RUNTIME_PRELOAD: preload = '' } = process.env;
const runtime =
  client === undefined ? {} : { runtime: { script: client, preload: preload.split(' ').filter(Boolean) } };

let directory: string;
beforeAll(async () => {
  const build = join(ROOT, 'lambdas/inference/build.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [build, '--json']);
  directory = JSON.parse(stdout).directory;
});

function idsOf({ put }: OutputStream): ReadonlySet<string> {
  return new Set(put.map(({ predictionId }) => predictionId));
}

/** The function with a champion, an output stream and a place for windows. */
async function deployed(options: Partial<FunctionOptions> = {}) {
  const registry = await TestRegistry.create();
  await registry.version(undefined, { profile: { layout: sampleLayout() } });
  await registry.promote(1);
  const output = await outputStream();
  const environment = {
    WEIR_MODEL: MODEL,
    WEIR_REGISTRY: registry.directory,
    WEIR_QUARANTINE: join(registry.directory, '../quarantine'),
    WEIR_OUTPUT_STREAM: 'weir-output',
    WEIR_MONITORING: join(registry.directory, '../monitoring'),
    WEIR_PROFILE_SECONDS: '0',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_KINESIS: output.endpoint,
  };
  const host = await hostFunction({ directory, environment, ...runtime, ...options });
  onTestFinished(() => host.stop());
  const invoke = async (event: unknown) => {
    const result = await host.invoke(JSON.stringify(event));
    return result.status === 'returned' ? JSON.parse(result.payload) : result;
  };
  return { host, output, invoke, monitoring: openStore(environment.WEIR_MONITORING) };
}

const ALL_DONE = { batchItemFailures: [] };
const records = sampleRecords(20);
const batch = eventOf(records);

test('the invoke loop: one process answers one batch after the other, and an error in between is its own batch alone', async () => {
  const { host, output, invoke } = await deployed();
  const [pid] = host.pids;
  expect(await invoke(batch)).toEqual(ALL_DONE);
  expect(await invoke({ Records: [{ eventSource: 'aws:sqs', body: '{}' }] })).toMatchObject({
    status: 'failed',
    error: { errorType: 'UserError', errorMessage: expect.stringContaining('an event of aws:sqs') },
  });
  expect(await invoke(batch)).toEqual(ALL_DONE);
  expect(host.pids).toEqual([pid]);
  expect(output.put).toHaveLength(2 * records.length);
  expect(idsOf(output).size).toBe(records.length);
});

test('init error: a function without its settings says which, and is not asked for an invocation', async () => {
  const hosting = hostFunction({ directory, ...runtime });
  await expect(hosting).rejects.toThrow(FunctionInitError);
  const { functionError } = (await hosting.catch((error) => error)) as FunctionInitError;
  expect(functionError.errorType).toBe('UserError');
  for (const name of ['WEIR_MODEL', 'WEIR_REGISTRY', 'WEIR_QUARANTINE', 'WEIR_OUTPUT_STREAM']) {
    expect(functionError.errorMessage).toContain(`${name} is missing`);
  }
});

test('a request that outlives its deadline: the batch is handed back before it, then answered, by the same process', async () => {
  const { host, output, invoke } = await deployed({ timeoutSeconds: 3 });
  const [pid] = host.pids;
  output.isDown = true;
  const [first] = batch.Records;
  expect(await invoke(batch)).toEqual({
    batchItemFailures: [{ itemIdentifier: first!.kinesis.sequenceNumber }],
  });
  output.isDown = false;
  expect(await invoke(batch)).toEqual(ALL_DONE);
  expect(host.pids).toEqual([pid]);
  expect(output.put).toHaveLength(records.length);
});

test('a process that does not come back before its deadline is killed, and the next answers all of the batch', async () => {
  const { host, output, invoke } = await deployed({ timeoutSeconds: 3 });
  const [frozen] = host.pids;
  process.kill(frozen!, 'SIGSTOP');
  expect(await invoke(batch)).toMatchObject({
    status: 'failed',
    error: {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('timed out after 3.00 seconds'),
    },
  });
  expect(await invoke(batch)).toEqual(ALL_DONE);
  expect(host.pids).not.toContain(frozen);
  expect(idsOf(output).size).toBe(records.length);
});

test('several sandboxes: their windows add up to what was predicted, each in an object of its own', async () => {
  const sandboxes = 2;
  const { host, output, invoke, monitoring } = await deployed({ concurrency: sandboxes });
  const batches = Array.from({ length: 6 }, (_, i) => arriving(records, () => START, 1 + i * records.length));
  const answers = await Promise.all(batches.map(invoke));
  expect(answers).toEqual(batches.map(() => ALL_DONE));
  expect(host.pids).toHaveLength(sandboxes);
  // On a busy machine a write may be given up in time; the next batch of the sandbox makes up for it.
  await vi.waitFor(
    async () => {
      await Promise.all(Array.from({ length: sandboxes }, () => invoke(arriving(['x'], () => START, 900))));
      expect(sumOf(await windowsIn(monitoring)).rows).toBe(idsOf(output).size);
    },
    { timeout: 10_000 },
  );
  const windows = await windowsIn(monitoring);
  expect(windows.length).toBeLessThanOrEqual(sandboxes);
  expect(sumOf(windows).predictions.rows).toBe(120);
}, 30_000);
