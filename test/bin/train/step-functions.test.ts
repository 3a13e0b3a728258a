import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { explain } from '../../../bin/terminal/faults.ts';
import { stepFunctionsRuns } from '../../../bin/train/adapters/step-functions.ts';
import type { RemoteRuns } from '../../../bin/train/remote-runs.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { S3Store } from '../../../lib/registry/adapters/s3.ts';
import { resultKeys } from '../../../training/search/result.ts';
import { s3Environment, startS3Server } from '../../support/s3-server.ts';
import {
  type Execution,
  type Machine,
  type StepFunctionsOptions,
  startStepFunctions,
} from '../../support/step-functions-server.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { readmeBlocks } from '../support/readme-blocks.ts';
import { ended } from '../support/run-weir.ts';
import { RESULT } from './support/search-result.ts';

/** `weir train --remote` against stand-ins for Step Functions and S3. */

const ROOT = join(import.meta.dirname, '../../..');
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function machine(stage: string, tagged = stage): Machine {
  return {
    arn: `arn:aws:states:us-east-1:111122223333:stateMachine:weir-${stage}-training`,
    tags: {
      stage: tagged,
      'weir:studies': 's3://weir-data',
      'weir:registry': 's3://weir-registry',
      'weir:datasets': 's3://weir-data/datasets',
      'weir:log': `/aws/ecs/weir-${stage}-training`,
    },
  };
}

/** The environment of a process that reaches them, with credentials. */
async function standIns(options: StepFunctionsOptions) {
  const steps = await startStepFunctions(options);
  const s3 = await startS3Server({ buckets: ['weir-data'] });
  closing.push(
    () => steps.close(),
    () => s3.close(),
  );
  const environment = { ...s3Environment(s3.endpoint), AWS_ENDPOINT_URL_SFN: steps.endpoint };
  return { steps, environment };
}

/** The adapter as the command uses it. */
async function runs(options: StepFunctionsOptions): Promise<RemoteRuns> {
  const { environment } = await standIns(options);
  Object.assign(process.env, environment);
  return stepFunctionsRuns('us-east-1');
}

test("the README's commands put the data where they are looked for, start a run and show what came of it", async () => {
  const [block, ...others] = readmeBlocks().filter(({ info }) => info === 'remote');
  expect(others).toEqual([]);
  const store = () => new S3Store({ bucket: 'weir-data', prefix: '' });
  const finish = async ({ input }: Execution) => {
    const study = String(input.study);
    const text = JSON.stringify({ ...RESULT, study });
    await store().create(resultKeys.result(study), new TextEncoder().encode(text));
  };
  const onLook = () => ({ status: 'SUCCEEDED' });
  const { steps, environment } = await standIns({ machines: [machine('dev')], onStart: finish, onLook });
  Object.assign(process.env, environment);
  const folder = await clone();
  const [output] = /^output\(\) \{\n[\s\S]*?^\}$/m.exec(
    readmeBlocks()
      .map(({ text }) => text)
      .join('\n'),
  )!;
  const script = `set -euo pipefail\nexport PATH='${folder}/tools':$PATH\n${output}\n${block!.text}`;
  const inherited = Object.entries(process.env).filter(([key]) => !/^(AWS_|WEIR_|npm_)/.test(key));
  const run = await ended(
    spawn('bash', ['-c', script], { cwd: folder, env: { ...Object.fromEntries(inherited), ...environment } }),
  );
  expect(run).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'asked.txt'), 'utf8')).toMatch(
    /^cloudformation describe-stacks .*'DatasetsUri'.*\ns3 cp winequality-white\.csv s3:\/\/weir-data\/datasets\/wine-quality\/winequality-white\.csv\n$/,
  );
  expect(steps.started.map(({ input }) => input)).toEqual([
    expect.objectContaining({
      model: 'wine-quality',
      data: 's3://weir-data/datasets/wine-quality/winequality-white.csv',
      trials: 50,
      workers: 4,
    }),
  ]);
  expect(run.stderr).toMatch(/50 trials on AWS, 4 tasks/);
  expect(run.stdout).toMatch(
    /The gate \(better\):[\s\S]*its report: s3:\/\/weir-registry\/models\/wine-quality/,
  );
}, 60_000);

/** What the README's reader has: the repository, the data, and an aws command, which writes down what it is asked. */
async function clone(): Promise<string> {
  const folder = await temporaryDirectory();
  for (const name of ['package.json', 'node_modules', 'bin', 'lib', 'training'])
    symlinkSync(join(ROOT, name), join(folder, name));
  writeFileSync(join(folder, 'winequality-white.csv'), 'alcohol;quality\n');
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  writeFileSync(
    join(tools, 'aws'),
    `#!/bin/sh\necho "$@" >> '${folder}/asked.txt'\n[ "$1" = s3 ] || echo s3://weir-data/datasets\n`,
    { mode: 0o755 },
  );
  return folder;
}

test('a stage is found by its tag: another that ends alike is not taken for it', async () => {
  const found = (await runs({ machines: [machine('my-dev')] })).find('dev');
  await expect(found).rejects.toThrow(
    /no training of the stage dev in us-east-1[\s\S]*AWS_REGION[\s\S]*--state-machine/,
  );
  const both = await runs({ machines: [machine('my-dev'), machine('dev')] });
  expect(await both.find('dev')).toBe(machine('dev').arn);
  expect(await both.machine(machine('dev').arn)).toMatchObject({ log: '/aws/ecs/weir-dev-training' });
});

test('of two stages of one name, one wants to be named', async () => {
  const other = { ...machine('dev'), arn: machine('dev').arn.replace('weir', 'acme') };
  const found = (await runs({ machines: [machine('dev'), other] })).find('dev');
  await expect(found).rejects.toThrow(/called dev: name a state machine .*\(.*weir-dev.*acme-dev/);
});

test.each([
  ['what is no ARN', 'weir-dev-training', /weir-dev-training is no ARN of a state machine/],
  ['a machine that is not there', machine('gone').arn, /there is no state machine .*weir-gone-training/],
  ['a machine of something else', machine('plain').arn, /lacks one of the tags weir:studies/],
])('%s is said as it came', async (_what, arn, said) => {
  const found = (await runs({ machines: [{ ...machine('plain'), tags: {} }] })).machine(arn);
  await expect(found).rejects.toThrow(UserError);
  await expect(found).rejects.toThrow(said);
});

test('credentials that are refused say what to do', async () => {
  const refusal = { type: 'UnrecognizedClientException', message: 'The security token is invalid' };
  const refused = await (await runs({ machines: [], refusal })).find('dev').catch((error: unknown) => error);
  expect(explain(refused, { stack: false })).toMatch(/UnrecognizedClientException[\s\S]*sign in again/);
});
