import { execFile, spawn } from 'node:child_process';
import { cp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Deployable, MAX_BYTES } from '../../../../lambdas/inference/build.ts';
import { sampleRecords } from '../../../support/onnx-models.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { outputStream } from '../output-stream.ts';
import { eventOf, MODEL, TestRegistry } from '../support.ts';
import { emfDocuments, expectValidEmf } from '../telemetry/emf.ts';

const BUILD = join(import.meta.dirname, '../../../../lambdas/inference/build.ts');

async function build(cwd: string): Promise<Deployable> {
  const { stdout } = await promisify(execFile)(process.execPath, [BUILD, '--json'], { cwd });
  return JSON.parse(stdout);
}

let deployable: Deployable;
beforeAll(async () => {
  deployable = await build(process.cwd());
});

/** A copy of the deployable where no node_modules of the repository is above it. */
async function copyOfDeployable(): Promise<string> {
  const directory = join(await temporaryDirectory(), 'function');
  await cp(deployable.directory, directory, { recursive: true });
  return directory;
}

interface Started {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Starts a deployable in a process of its own that knows nothing but these variables, and hands it an event. */
async function start(directory: string, variables: Record<string, string>, event: unknown): Promise<Started> {
  const program = `
    const { handler } = await import(process.argv[1]);
    const context = { awsRequestId: 'request', functionName: 'f', functionVersion: '1', invokedFunctionArn: 'arn',
      memoryLimitInMB: '1769', getRemainingTimeInMillis: () => 10_000 };
    const answer = await handler(JSON.parse(process.argv[2]), context);
    console.log(JSON.stringify({ answer, millisecondsFromStart: performance.now() }));`;
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, join(directory, 'index.mjs'), JSON.stringify(event)],
    { cwd: directory, env: { NODE_PATH: '', ...variables } },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, lines: stdout.split('\n').filter((line) => line !== ''), stderr };
}

async function registryWithChampion(): Promise<TestRegistry> {
  const registry = await TestRegistry.create();
  await registry.version();
  await registry.promote(1);
  return registry;
}

function quarantineOf(registry: TestRegistry): string {
  return join(registry.directory, '../quarantine');
}

function variablesFor(registry: TestRegistry): Record<string, string> {
  return {
    WEIR_MODEL: MODEL,
    WEIR_REGISTRY: registry.directory,
    WEIR_QUARANTINE: quarantineOf(registry),
  };
}

test('the deployable holds the script and the linux/x64 part of onnxruntime, within its limit', async () => {
  expect(deployable.bytes).toBeLessThanOrEqual(MAX_BYTES);
  const entries = await readdir(deployable.directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBe(deployable.bytes);
  const names = deployable.files.map(({ path }) => path);
  expect(names.filter((name) => /napi/.test(name)).sort()).toEqual([
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
  ]);
  expect(names.filter((name) => /\.(d\.ts|map)$/.test(name))).toEqual([]);
});

test('the script stays small: what start-up must read is not doubled unseen', () => {
  const script = deployable.files.find(({ path }) => path.endsWith('.cjs'));
  expect(script!.bytes).toBeLessThan(800_000);
});

test('builds at once, from other directories, come to the same and leave one another alone', async () => {
  const elsewhere = await temporaryDirectory();
  const builds = await Promise.all([build(elsewhere), build('/'), build(process.cwd())]);
  for (const other of builds) expect(other).toEqual(deployable);
});

test('a copy of the deployable predicts and puts, with nothing else installed', async () => {
  const registry = await registryWithChampion();
  const output = await outputStream();
  const variables = {
    ...variablesFor(registry),
    WEIR_OUTPUT_STREAM: 'weir-output',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_KINESIS: output.endpoint,
  };
  const event = eventOf([...sampleRecords(3), { a: 'no number' }]);
  const { code, lines, stderr } = await start(await copyOfDeployable(), variables, event);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(lines.at(-1)!).answer).toEqual({ batchItemFailures: [] });
  expect(output.put).toMatchObject([{ version: 1 }, { version: 1 }, { version: 1 }]);
  const documents = emfDocuments(lines);
  expect(documents).toHaveLength(1);
  expectValidEmf(documents[0]!);
  const quarantine = await readdir(quarantineOf(registry), { recursive: true });
  expect(quarantine.filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);
});

test('a dry run answers with predictions and rejections and writes nothing', async () => {
  const registry = await registryWithChampion();
  const variables = { ...variablesFor(registry), WEIR_DRY_RUN: 'true' };
  const event = eventOf([...sampleRecords(2), { a: 'no number' }]);
  const { lines } = await start(await copyOfDeployable(), variables, event);
  expect(JSON.parse(lines.at(-1)!).answer).toMatchObject({
    batchItemFailures: [],
    predictions: [{ version: 1, sequenceNumber: '1' }, { sequenceNumber: '2' }],
    rejections: [{ reason: 'not-a-number', field: 'a', came: 'string', sequenceNumber: '3' }],
  });
  expect(emfDocuments(lines)).toEqual([]);
  expect(await readdir(join(registry.directory, '..'))).toEqual(['registry']);
});

test("a Node whose V8's code is not shipped starts it all the same", async () => {
  const directory = await copyOfDeployable();
  for (const name of await readdir(directory)) {
    if (name.endsWith('.cache')) await rm(join(directory, name));
  }
  const variables = { ...variablesFor(await registryWithChampion()), WEIR_DRY_RUN: 'true' };
  const { lines } = await start(directory, variables, eventOf(sampleRecords(1)));
  expect(JSON.parse(lines.at(-1)!).answer.predictions).toHaveLength(1);
});

test('a function without its settings fails to start and says which are missing', async () => {
  const { code, stderr } = await start(deployable.directory, {}, eventOf([]));
  expect(code).not.toBe(0);
  for (const key of ['WEIR_MODEL', 'WEIR_REGISTRY', 'WEIR_QUARANTINE', 'WEIR_OUTPUT_STREAM']) {
    expect(stderr).toContain(`${key} is missing`);
  }
});
