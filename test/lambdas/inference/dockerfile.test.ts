import { execFile } from 'node:child_process';
import { cp, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { beforeAll, expect, test } from 'vitest';
import { DOCKERFILE, packagedCode } from '../../../lib/constructs/inference-function/function-code.ts';
import { testApp } from '../../support/cdk/stacks.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** What Docker would see and do, without Docker: CDK stages the context by the same .dockerignore. */
const ROOT = join(import.meta.dirname, '../../..');

let context: string;
let files: string[];
let dockerfile: string;

beforeAll(async () => {
  const app = testApp();
  const stack = new Stack(app, 'stack');
  new LambdaFunction(
    stack,
    'F',
    packagedCode({ package: 'image-asset', context: ROOT, dockerfile: DOCKERFILE }),
  );
  const asset = stack.node.findAll().find((construct) => construct instanceof DockerImageAsset)!;
  context = join(app.outdir, `asset.${asset.assetHash}`);
  const entries = await readdir(context, { recursive: true, withFileTypes: true });
  files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(context.length + 1));
  dockerfile = await readFile(join(ROOT, DOCKERFILE), 'utf8');
});

async function build(root: string): Promise<{ readonly digest: string }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['lambdas/inference/build.ts', '--json'], {
    cwd: root,
  });
  return JSON.parse(stdout);
}

test('the context holds what the image is made of and nothing else, so that nothing else changes its fingerprint', () => {
  const places = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')));
  expect([...places].sort()).toEqual([
    '.dockerignore',
    '.npmrc',
    'lambdas/inference',
    'lib/bundle',
    'lib/contract',
    'lib/model',
    'lib/registry',
    'package-lock.json',
    'package.json',
    'tsconfig.json',
  ]);
  expect(files).toContain(DOCKERFILE);
});

test('every path that the Dockerfile copies is in the context', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
    paths!.split(' '),
  );
  expect(copied.length).toBeGreaterThan(3);
  for (const path of copied) {
    expect(
      files.some((file) => file === path || file.startsWith(`${path}/`)),
      path,
    ).toBe(true);
  }
});

test('the build in the context finds all that it reads, and makes what the build of the repository makes', async () => {
  const copy = join(await temporaryDirectory(), 'build');
  await cp(context, copy, { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  expect((await build(copy)).digest).toBe((await build(ROOT)).digest);
});

test('no dependency that the image leaves out is imported by what is built there', async () => {
  const left = [...dockerfile.matchAll(/dependencies\.([^\s\\]+)/g)].map(([, name]) => name!);
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(left.filter((name) => !(name in dependencies))).toEqual([]);
  const sources = files.filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(sources.map((file) => readFile(join(context, file), 'utf8')));
  const imported = texts.flatMap((source) =>
    [...source.matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => name!),
  );
  expect(imported).toContain('esbuild');
  expect(
    imported.filter((name) => left.some((other) => name === other || name.startsWith(`${other}/`))),
  ).toEqual([]);
});

test('what runs is the handler of the directory on the base image of the Node that built it', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(bases).toEqual(Array(2).fill('public.ecr.aws/lambda/nodejs:24'));
  expect(dockerfile).toMatch(/^COPY --from=build \/build\/dist\/inference\/ \$\{LAMBDA_TASK_ROOT\}\/$/m);
  expect(dockerfile.trim().split('\n').at(-1)).toBe('CMD ["index.handler"]');
});
