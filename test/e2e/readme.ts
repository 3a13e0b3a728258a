import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inheritedEnvironment, ROOT } from '../../localstack/emulator/config.ts';
import { emulatorEnvironment } from '../../localstack/emulator/emulator-api.ts';
import {
  installMinistack,
  MinistackUnavailable,
  startMinistack,
} from '../../localstack/emulator/ministack.ts';
import { stageStacks } from '../../localstack/emulator/stage.ts';
import { readmeBlocks } from '../bin/support/readme-blocks.ts';
import { ended } from '../bin/support/run-weir.ts';
import { syntheticWines } from '../bin/support/synthetic-wines.ts';
import { findAwsCli, ToolMissing } from './aws-cli.ts';
import { must } from './scene.ts';
import { startStacksByArn } from './stacks-by-arn.ts';

/**
 * The README's blocks that deploy, run in their order against an emulator of their own: `node test/e2e/readme.ts`.
 * They stand as written but for the stage, which is the emulator's, and what AWS CLI v1 does not take. Exits with
 * 77 where a tool is missing.
 */

const STAGE = 'local';

/** What a block must have printed, by a part of it; a block that reads is repeated until it has. */
const EXPECTED: readonly (readonly [command: string, output: RegExp])[] = [
  ['cdk deploy --all', /weir-local-registry[\s\S]*weir-local-wine-quality-inference/],
  ['put-record', /SequenceNumber/],
  ['get-records', /"customer_id": 159/],
  ['npx weir quarantine', /Nothing of wine-quality was set aside in s3:\/\/weir-local-registry-/],
  ['npx weir train', /version 2[\s\S]*champion of wine-quality is version 1 now/],
  ['local:deploy', /put and read back: predicted at/],
];

const PATIENCE_MS = 20_000;

const blocks = readmeBlocks().filter(({ info }) => info === 'deploy' || info === 'emulator');

/** Of what the models share, of one model, of training. */
const STACKS = 3;

async function main(): Promise<void> {
  for (const [command] of EXPECTED)
    must(
      blocks.some(({ text }) => text.includes(command)),
      `no block of the README has ${command}`,
    );
  await installMinistack();
  const { environment, major } = await findAwsCli(inheritedEnvironment());
  const ministack = await startMinistack();
  const proxy = await startStacksByArn(ministack.endpoint);
  const folder = makeFolder();
  try {
    const terminal = (endpoint: string) =>
      shellIn(folder, {
        ...environment,
        ...emulatorEnvironment(endpoint),
        WEIR_HOME: join(folder, '.weir'),
        WEIR_DATA: join(folder, 'wines.csv'),
        AWS_CONFIG_FILE: join(folder, 'aws-config'),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws-credentials'),
        // Nobody is there to say yes.
        CDK_REQUIRE_APPROVAL: 'never',
        CDK_FORCE: 'true',
      });
    const terminals = { deploy: terminal(proxy.endpoint), emulator: terminal(ministack.endpoint) };
    await terminals.deploy('npx weir train');
    for (const { info, text } of blocks) {
      await runBlock(terminals[info as keyof typeof terminals], asStage(text, major), folder);
      const stacks = await stageStacks(ministack.endpoint);
      must(
        stacks.length === (/destroy/.test(text) ? 0 : STACKS),
        `${stacks.length} stacks are there after:\n${text}`,
      );
    }
  } finally {
    await proxy.stop();
    await ministack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${blocks.length} passed, 0 failed`);
}

type Shell = (script: string) => ReturnType<typeof ended>;

async function runBlock(run: Shell, text: string, folder: string): Promise<void> {
  const started = performance.now();
  const expected = EXPECTED.filter(([command]) => text.includes(command)).map(([, output]) => output);
  const reads = /get-records|weir quarantine/.test(text);
  if (text.includes('AWS_PROFILE')) await addPromoterProfile(run, folder);
  for (;;) {
    const { code, stdout, stderr } = await run(text);
    const printed = stdout + stderr;
    if (code === 0 && expected.every((output) => output.test(printed))) break;
    if (!reads || performance.now() - started > PATIENCE_MS)
      throw new Error(`this block of the README failed (${code}):\n${text}\n${printed}`);
    await delay(300);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  console.log(`${seconds} s  ${text.trim().split('\n').join('\n          ')}`);
}

/** The profile that the README asks for: the promoter's role, from the credentials of the one who deployed. */
async function addPromoterProfile(run: Shell, folder: string): Promise<void> {
  const { stdout } = await run('output PromoterRoleArn');
  writeFileSync(
    join(folder, 'aws-config'),
    `[profile weir-promoter]\nrole_arn = ${stdout.trim()}\nsource_profile = default\n`,
  );
}

/** Stage local, and without what AWS CLI v1 does not know. */
function asStage(text: string, awsMajor: number): string {
  const staged = text
    .replaceAll('weir-dev-', `weir-${STAGE}-`)
    .replace(/(cdk \w+ --all)/g, `$1 -c stage=${STAGE}`);
  return awsMajor === 1 ? staged.replace(/ {2}--cli-binary-format \S+ \\\n/g, '') : staged;
}

/** One terminal after the other: variables and functions of a block reach the next. */
function shellIn(folder: string, environment: Readonly<Record<string, string>>): Shell {
  const state = join(mkdtempSync(join(folder, 'terminal-')), 'state.sh');
  writeFileSync(state, '');
  return (text) => {
    const script = `set -euo pipefail\n. ${state}\n${text}\n{ export -p; declare -f; } > ${state}`;
    return ended(
      spawn('bash', ['-c', script], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  };
}

/** A folder that looks like the clone, with state and AWS configuration of its own. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'weir-readme-'));
  for (const name of [
    ...['package.json', 'node_modules', 'cdk.json', 'bin', 'lib', 'lambdas', 'training', 'localstack'],
  ])
    symlinkSync(join(ROOT, name), join(folder, name));
  mkdirSync(join(folder, '.weir'));
  writeFileSync(join(folder, 'wines.csv'), syntheticWines(600));
  writeFileSync(join(folder, 'aws-config'), '');
  writeFileSync(
    join(folder, 'aws-credentials'),
    '[default]\naws_access_key_id = test\naws_secret_access_key = test\n',
  );
  return folder;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof MinistackUnavailable || error instanceof ToolMissing)) throw error;
  console.error(`The README's deployment was not run: ${error.message}`);
  process.exitCode = 77;
}
