import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * The function called by the very client that Lambda's Node base image has, aws-lambda-ric, through the checks of
 * test/lambdas/inference/runtime-api.test.ts.
 *
 *   node test/runtime-client.ts [--native]
 *
 * The client is not a dependency: its install script compiles curl, which would be asked of everybody. It is
 * installed below .weir/cache without that script, and its native module, three functions that speak HTTP, is replaced
 * by node:http (test/support/runtime-client); everything else is as shipped. With --native the module is compiled (cmake,
 * make, a C++ compiler and about a minute) and used. Exits with 77 where the client cannot be had.
 */
const VERSION = '4.0.2';
const ROOT = join(import.meta.dirname, '..');
const TOOL_MISSING = 77;

const { values } = parseArgs({ options: { native: { type: 'boolean', default: false } } });
const home = join(ROOT, '.weir/cache', `aws-lambda-ric-${VERSION}${values.native ? '-native' : ''}`);
const client = join(home, 'node_modules/aws-lambda-ric/index.mjs');

if (!existsSync(client) && !(await install())) {
  process.stderr.write(`aws-lambda-ric ${VERSION} could not be installed: no check was run\n`);
  process.exit(TOOL_MISSING);
}
const preloaded = [
  join(ROOT, 'localstack/child-process/die-though-busy.ts'),
  ...(values.native ? [] : [join(ROOT, 'test/support/runtime-client/use-http-transport.ts')]),
];
const transport = values.native ? 'its own native module' : 'node:http in place of its native module';
process.stdout.write(`client: aws-lambda-ric ${VERSION}, with ${transport}\n`);
const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
process.exitCode = await run(
  process.execPath,
  [vitest, 'run', '--reporter=verbose', 'test/lambdas/inference/runtime-api.test.ts'],
  { cwd: ROOT, env: { WEIR_RUNTIME_CLIENT: client, WEIR_RUNTIME_PRELOAD: preloaded.join(' ') } },
);

async function install(): Promise<boolean> {
  await mkdir(home, { recursive: true });
  const manifest = { private: true, allowScripts: { 'aws-lambda-ric': true } };
  await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
  const scripts = values.native ? [] : ['--ignore-scripts'];
  const code = await run('npm', ['install', ...scripts, '--no-save', `aws-lambda-ric@${VERSION}`], {
    cwd: home,
  });
  return code === 0 && existsSync(client);
}

interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** @returns the exit code; that of a missing tool where the command is not there */
function run(command: string, args: readonly string[], { cwd, env = {} }: Place): Promise<number> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(TOOL_MISSING)).once('close', (code) => resolve(code ?? 1));
  });
}
