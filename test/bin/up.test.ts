import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { scratch } from './support/registries.ts';
import { ended, startWeir, weir } from './support/run-weir.ts';

/** What the stack does with records has tests of its own; here is what a person or a machine sees of it. */

test('says where everything is, for machines, and stops when told, which is how it ends well', async () => {
  const home = scratch();
  const child = startWeir(['up', '--no-train', '--port', '0', '--json'], { home });
  child.stdout?.on('data', (text: Buffer) => {
    if (text.includes('"ready":true')) child.kill('SIGTERM');
  });
  const { code, stdout } = await ended(child);
  const [ready, stopped] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(ready).toMatchObject({
    kinesis: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    inputStream: 'weir-input',
    outputStream: 'weir-output',
    model: 'wine-quality',
    registry: `${home}/registry`,
    quarantine: `${home}/quarantine/wine-quality/`,
  });
  expect(stopped).toEqual({ stopped: true, predicted: 0, rejected: 0 });
  expect(code).toBe(0);
});

test('a function that crashes on every delivery is told of once', async () => {
  const home = scratch();
  const bundle = join(home, 'bundle');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'index.mjs'), 'export const handler = () => process.exit(7);');
  const child = startWeir(['up', '--no-train', '--port', '0', '--bundle', bundle], { home });
  const run = ended(child);
  child.stdout?.on('data', (text: string) => {
    const endpoint = /^Kinesis +(\S+)/m.exec(text)?.[1];
    if (endpoint !== undefined)
      void weir(['send', '-', '--raw', '--endpoint-url', endpoint], { home, input: '{}\n' });
  });
  const crashes = () => readFileSync(join(home, 'function.log'), 'utf8').match(/exit code 7/g)?.length ?? 0;
  await expect.poll(crashes, { timeout: 15_000 }).toBeGreaterThan(1);
  child.kill('SIGTERM');
  const { code, stderr } = await run;
  expect(stderr.match(/the function failed on a batch of 1 record, .*exit code 7/g)).toHaveLength(1);
  expect(code).toBe(0);
});

test('a taken port is a mistake, and without a champion it says that records wait', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const { code, stdout, stderr } = await weir(['up', '--no-train', '--port', String(port)], {
    home: scratch(),
  });
  expect(stdout).toMatch(/wine-quality has no champion in .*: records will wait, and none is lost/);
  expect(stderr).toMatch(new RegExp(`port ${port} is taken.*--port`));
  expect(code).toBe(2);
});
