/**
 * `npx cdk synth` as a person runs it: a real process for every stage and package, with neither Docker nor
 * credentials nor AWS_* variables, and, under test/offline.sh, no network.
 *
 *   bash test/offline.sh node test/synth/main.ts
 *
 * Prints times and sizes. Exits with 1 when a template is refused, when two runs differ by a byte, when a context
 * file was written, or when a mistake is not told as one.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cdk, type CdkRun } from './run-cdk.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIGEST = `sha256:${'ab'.repeat(32)}`;

const scratch = mkdtempSync(join(tmpdir(), 'weir-synth-'));
const cdk = new Cdk(scratch);
const checks: readonly (() => string)[] = [
  () => synthesizes('dev-image'),
  () => synthesizes('dev-zip', '-c', 'package=zip'),
  () =>
    synthesizes('prod-digest', '-c', 'stage=prod', '-c', `package=${DIGEST}`, '-c', 'account=123456789012'),
  () => synthesizes('local', '-c', 'stage=local'),
  isStable,
  printsTheTemplateAlone,
  refusesBrokenTemplates,
  () => refuses('an unknown key', ['-c', 'stgae=prod'], 'there is no setting -c stgae'),
  () => refuses('an unknown stage', ['-c', 'stage=production'], 'there is no stage "production"'),
  () => refuses('a bad digest', ['-c', 'package=sha256:1'], 'sha256: and 64 of 0-9 and a-f'),
];

try {
  for (const check of checks) console.log(`ok  ${check()}`);
  assert(!existsSync(cdk.dockerWasAsked), 'Docker was asked for');
  assert(!existsSync(join(ROOT, 'cdk.context.json')), 'cdk.context.json was written');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Neither the rules on templates nor cdk-nag find anything, and nothing is warned of. */
function synthesizes(name: string, ...args: readonly string[]): string {
  const run = cdk.run(name, 'synth', '--quiet', ...args);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stderr, /^weir: stage /m);
  assert.doesNotMatch(run.stderr, /warning/i, run.stderr);
  const sizes = templateSizes(run);
  return `${name}: ${run.seconds.toFixed(1)} s; templates ${sizes}; assets ${megabytes(assetBytes(run))} MB`;
}

function templateSizes({ directory }: CdkRun): string {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => `${Math.round(statSync(join(directory, name)).size / 1_000)} kB`)
    .join(' and ');
}

function assetBytes({ directory }: CdkRun): number {
  return files(directory)
    .filter((name) => name.startsWith('asset.'))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function files(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile())
    .sort();
}

function isStable(): string {
  const first = join(scratch, 'dev-zip');
  const second = cdk.run('dev-zip-again', 'synth', '--quiet', '-c', 'package=zip').directory;
  assert.deepEqual(files(second), files(first));
  for (const name of files(first)) {
    assert(readFileSync(join(first, name)).equals(readFileSync(join(second, name))), `${name} differs`);
  }
  return `two runs agree in all ${files(first).length} files`;
}

function printsTheTemplateAlone(): string {
  const run = cdk.run('json', 'synth', '--json', 'weir-dev-registry');
  const types = Object.values<{ Type: string }>(JSON.parse(run.stdout).Resources).map(({ Type }) => Type);
  assert(types.includes('AWS::S3::Bucket'));
  return 'standard output is the template and nothing else';
}

function refusesBrokenTemplates(): string {
  const run = cdk.run('broken', 'synth', '--quiet', '--app', 'node test/synth/broken-app.ts');
  assert.notEqual(run.status, 0, 'a template that CloudFormation would refuse was taken');
  const output = run.stdout + run.stderr;
  assert.match(output, /^ERROR .*Colour/m, output);
  assert.match(output, /^ERROR .*\(AwsSolutions\)/m, output);
  return 'a template that CloudFormation or cdk-nag would refuse is an error';
}

/** In plain words, without a stack trace, and without an assembly that a deployment could take for whole. */
function refuses(what: string, args: readonly string[], message: string): string {
  const run = cdk.run('refused', 'synth', ...args);
  assert.notEqual(run.status, 0, `${what} was taken`);
  assert(run.stderr.includes(message), run.stderr);
  assert.doesNotMatch(run.stderr, /^\s+at /m);
  assert.equal(run.stdout, '');
  assert(!existsSync(join(run.directory, 'manifest.json')));
  return `${what} is told in plain words`;
}
