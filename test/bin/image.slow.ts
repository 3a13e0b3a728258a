import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { differences } from '../../bin/image/file-list.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const ROOT = join(import.meta.dirname, '../..');
const ID = `sha256:${'a1b2c3d4'.repeat(8)}`;
const TAG = 'build-a1b2c3d4a1b2';
const DIGEST = `sha256:${'0f'.repeat(32)}`;
const REPOSITORY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/weir-images';

/** As Docker does it, but for the build: its image holds what dist/inference holds. */
const DOCKER = `
  const [verb, ...rest] = args;
  if (verb === 'version') say('28.0.0');
  if (verb === 'image') say('${ID} 500000000');
  if (verb === 'create' || verb === 'run') say('container');
  if (verb === 'port') say('PORT');
  if (verb === 'cp') fs.cpSync('${join(ROOT, 'dist/inference')}', rest[1], { recursive: true });`;

/** Docker with a container in which the emulator takes events, and answers them all alike. */
async function dockerWith(answer: unknown): Promise<string> {
  const emulator = createServer((_, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => emulator.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void emulator.close());
  return DOCKER.replace('PORT', `127.0.0.1:${(emulator.address() as AddressInfo).port}`);
}

const NO_DAEMON = `if (args[0] === 'version') fail(1, 'Cannot connect to the Docker daemon');`;

/** The ECR of an account: an image has a digest once it was pushed. */
const AWS = `
  if (args[0] === 'cloudformation') say('${REPOSITORY}');
  if (args[1] === 'get-login-password') say('secret');
  if (args[1] === 'describe-images') {
    const pushed = fs.readFileSync(log, 'utf8').includes('docker push');
    pushed ? say('${DIGEST}') : fail(254, 'An error occurred (ImageNotFoundException) when calling DescribeImages');
  }`;

/** A directory of tools that write down how they were called, to be the whole PATH. */
async function toolbox(tools: Readonly<Record<string, string>>) {
  const directory = join(await temporaryDirectory(), 'tools');
  await mkdir(directory);
  const log = join(directory, 'log');
  await writeFile(log, '');
  for (const [name, body] of Object.entries(tools)) {
    const script = `#!${process.execPath}
      const fs = require('node:fs');
      const log = ${JSON.stringify(log)};
      const args = process.argv.slice(2);
      const say = (line) => console.log(line);
      const fail = (code, line) => { console.error(line); process.exit(code); };
      const input = args.includes('--password-stdin') ? ' < ' + fs.readFileSync(0) : '';
      fs.appendFileSync(log, ['${name}', ...args].join(' ') + input + '\\n');
      ${body}`;
    await writeFile(join(directory, name), script);
    await chmod(join(directory, name), 0o755);
  }
  return { directory, calls: async () => (await readFile(log, 'utf8')).trim().split('\n') };
}

async function image(path: string, args: readonly string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/image.ts'), ...args], {
    env: { PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, exit] = await Promise.all([text(child.stdout), text(child.stderr), code]);
  return { stdout, stderr, code: exit };
}

test("without Docker's daemon the same directory is listed with its size, and nobody is told of an image", async () => {
  const { directory } = await toolbox({ docker: NO_DAEMON });
  const { stdout, stderr, code } = await image(directory, []);
  expect(code).toBe(0);
  for (const path of ['index.mjs', 'libonnxruntime.so.1', 'onnxruntime_binding.node']) {
    expect(stdout).toMatch(new RegExp(`^ *[\\d,]+ {2}\\S*${path}$`, 'm'));
  }
  const [, total] = /^ *([\d,]+) {2}bytes in \d+ files$/m.exec(stdout)!;
  expect(Number(total!.replaceAll(',', ''))).toBeGreaterThan(40_000_000);
  expect(stderr).toContain(
    'No image was built (Docker does not answer: Cannot connect to the Docker daemon)',
  );
});

test('whoever asks to push where there is no Docker is told so by the exit code of a missing tool', async () => {
  const { directory } = await toolbox({});
  const { stderr, code } = await image(directory, ['--push']);
  expect(code).toBe(77);
  expect(stderr).toContain('there is no "docker" on the PATH');
});

test("an image is built for one platform without attestations, its own files are listed, and it goes to the stage's repository once, by its content", async () => {
  const { directory, calls } = await toolbox({
    docker: await dockerWith({ batchItemFailures: [] }),
    aws: AWS,
  });
  const { stdout, stderr, code } = await image(directory, ['--push', '--stage', 'prod']);
  expect(stderr).toContain(`npx cdk deploy --all -c stage=prod -c package=${DIGEST}`);
  expect(code).toBe(0);
  expect(stdout).toContain(`weir-inference ${ID}`);
  expect(stdout).toMatch(/^ *[\d,]+ {2}index\.mjs$/m);
  expect(stdout).toContain('500,000,000  bytes with the base image');
  expect(stdout.trim().split('\n').at(-1)).toBe(DIGEST);
  const first = await calls();
  const dockerfile = `${ROOT}/lambdas/inference/Dockerfile`;
  expect(first).toContain(
    `docker build --platform linux/amd64 --provenance=false --file ${dockerfile} --tag weir-inference ${ROOT}`,
  );
  expect(first).toContain('docker rm container');
  expect(first.find((call) => call.startsWith('docker run'))).toContain('--env WEIR_DRY_RUN=true');
  expect(first).toContain('docker rm --force container');
  expect(first.find((call) => call.startsWith('aws cloudformation'))).toContain('weir-prod-registry');
  expect(first.slice(-5)).toEqual([
    'aws ecr get-login-password --region eu-west-1',
    `docker login --username AWS --password-stdin ${REPOSITORY.split('/')[0]} < secret`,
    `docker tag weir-inference ${REPOSITORY}:${TAG}`,
    `docker push ${REPOSITORY}:${TAG}`,
    expect.stringContaining(`imageTag=${TAG} --region eu-west-1`),
  ]);
  // The tag is there now, and cannot be moved.
  const again = await image(directory, ['--push', '--repository', REPOSITORY]);
  expect(again.stdout).toContain(DIGEST);
  const second = (await calls()).slice(first.length);
  expect(second.filter((call) => /docker (push|login|tag)|cloudformation/.test(call))).toEqual([]);
});

test.each([
  ['a stage that is not there', ['--stage', 'moon'], 'there is no stage "moon"'],
  ['a repository with a tag', ['--push', '--repository', `${REPOSITORY}:latest`], 'without a tag'],
  ['an unknown option', ['--pull'], "Unknown option '--pull'"],
])('%s is a mistake, said before anything is built', async (_name, args, message) => {
  const { directory, calls } = await toolbox({ docker: DOCKER });
  const { stderr, code } = await image(directory, args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(await calls()).toEqual(['']);
});

test('a build that fails ends with a fault that says so, and without a stack', async () => {
  const { directory } = await toolbox({ docker: `${DOCKER}\nif (verb === 'build') process.exit(3);` });
  const { stderr, code } = await image(directory, []);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^weir: "docker build .*" ended with 3$/m);
  expect(stderr).not.toContain('at ');
});

test('an image that does not answer an empty batch is not pushed', async () => {
  const docker = await dockerWith({ errorType: 'Runtime.HandlerNotFound' });
  const { directory, calls } = await toolbox({ docker, aws: AWS });
  const { stderr, code } = await image(directory, ['--push']);
  expect(code).toBe(1);
  expect(stderr).toContain('answers an empty batch with {"errorType":"Runtime.HandlerNotFound"}');
  expect((await calls()).at(-1)).toBe('docker rm --force container');
});

test('an image that holds anything else than the zip is found out; V8 may have made other code', () => {
  const zip = [
    { path: 'index.mjs', bytes: 10 },
    { path: 'f-1.cache', bytes: 5 },
    { path: 'f.cjs', bytes: 7 },
  ];
  expect(differences([{ path: 'f-2.cache', bytes: 6 }, ...zip], zip)).toEqual([]);
  expect(
    differences(
      [
        { path: 'index.mjs', bytes: 11 },
        { path: 'key.pem', bytes: 1 },
      ],
      zip,
    ),
  ).toEqual(['index.mjs has 11 bytes, not 10', 'key.pem is in the image alone', 'f.cjs is not in the image']);
});
