import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { containerImage, TRAINING_DOCKERFILE } from '../../../lib/constructs/training/image.ts';
import { testApp } from '../../support/cdk/stacks.ts';

/** What Docker would see and do, without Docker. */
const ROOT = join(import.meta.dirname, '../../..');

let context: string;
let dockerfile: string;
/** The application as the image has it. */
let app: string;

beforeAll(async () => {
  const cdk = testApp();
  const stack = new Stack(cdk, 'stack');
  containerImage(stack, { kind: 'asset', context: ROOT });
  const asset = stack.node.findAll().find((construct) => construct instanceof DockerImageAsset)!;
  context = join(cdk.outdir, `asset.${asset.assetHash}`);
  dockerfile = await readFile(join(ROOT, TRAINING_DOCKERFILE), 'utf8');
  app = await image();
});

afterAll(() => rm(app, { recursive: true, force: true }));

test('the context holds what the image is made of and nothing else, so that nothing else changes its fingerprint', async () => {
  expect((await readdir(context)).sort()).toEqual([
    '.npmrc',
    'lib',
    'monitoring',
    'package-lock.json',
    'package.json',
    'training',
  ]);
  expect((await readdir(join(context, 'lib'))).sort()).toEqual(['contract', 'model', 'registry', 'report']);
});

/** The application's files as the Dockerfile puts them, with the dependencies that it leaves. */
async function image(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-image-'));
  const [, application = ''] = dockerfile.split(/^WORKDIR \/app$/m);
  for (const [, from, to] of application.matchAll(/^COPY (?!--from)(\S+) (\S+)$/gm))
    await cp(join(context, from!), join(directory, to === './' ? from! : to!), { recursive: true });
  const left = [...dockerfile.matchAll(/dependencies\.([^\s\\]+)/g)].map(([, name]) => name!);
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  expect(left.filter((name) => !(name in dependencies))).toEqual([]);
  for (const name of Object.keys(dependencies).filter((name) => !left.includes(name))) {
    const place = join(directory, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), place);
  }
  return directory;
}

test('what the image copies, and the dependencies that it leaves, are all that a task loads', async () => {
  const run = promisify(execFile)(process.execPath, ['training/run-task.ts', 'rest'], { cwd: app });
  const failure = await run.then(
    () => undefined,
    (error: { readonly code: number; readonly stderr: string }) => error,
  );
  expect(failure?.stderr).toMatch(/^weir: there is no command "rest"; expected prepare, worker, finalize\n$/);
  expect(failure?.code).toBe(2);
});

/** Both entries of the image load all that they import before they say what is missing. */
test('the drift job starts from the same image, and asks for its environment', async () => {
  const run = promisify(execFile)(process.execPath, ['monitoring/drift/run-drift.ts'], {
    cwd: app,
    env: {},
  });
  const failure = await run.then(
    () => undefined,
    (error: { readonly code: number; readonly stderr: string }) => error,
  );
  expect(failure?.stderr).toContain('WEIR_MONITORING is missing');
  expect(failure?.code).toBe(2);
});

test('a task runs as a user without rights, of one Node, by the entry that the state machine gives its command to', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(bases).toEqual(Array(2).fill('public.ecr.aws/docker/library/node:24-slim'));
  expect(dockerfile).toMatch(/^VOLUME \["\/tmp"\]\nUSER node$/m);
  expect(dockerfile.trim().split('\n').at(-1)).toBe('ENTRYPOINT ["node", "training/run-task.ts"]');
});
