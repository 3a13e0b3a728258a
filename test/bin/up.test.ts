import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WEIR_MAPPING } from '../../lib/contract/event-source-mapping.ts';
import { keys } from '../../lib/contract/keys.ts';
import { scratch } from './support/registries.ts';
import { ended, startWeir, weir } from './support/run-weir.ts';

/** What the stack does with records has tests of its own; here is what a person or a machine sees of it. */

test('says where everything is, for machines, and stops when told, which is how it ends well', async () => {
  const home = scratch();
  const args = ['up', '--no-train', '--port', '0', '--console-port', '0', '--json'];
  const child = startWeir(args, { home });
  let page: Promise<string> | undefined;
  child.stdout?.on('data', (text: Buffer) => {
    const address = /"console":"([^"]+)"/.exec(text.toString())?.[1];
    if (address === undefined) return;
    page = fetch(`${address}/metrics`).then((response) => response.text());
    void page.finally(() => child.kill('SIGTERM'));
  });
  const { code, stdout } = await ended(child);
  expect(await page).toMatch(/^weir_records_received_total\{.*model="wine-quality".*\} 0$/m);
  const [ready, stopped] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(ready).toMatchObject({
    kinesis: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    console: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    inputStream: 'weir-input',
    outputStream: 'weir-output',
    model: 'wine-quality',
    registry: `${home}/registry`,
    quarantine: `${home}/quarantine/wine-quality/`,
    mapping: WEIR_MAPPING,
    destination: expect.stringMatching(`^${home}/aws/lambda/[0-9a-f]{8}-[0-9a-f-]{27}/$`),
  });
  expect(stopped).toEqual({ stopped: true, predicted: 0, rejected: 0, givenUp: 0 });
  expect(readdirSync(join(home, 'alarm-states'))).toEqual([]);
  expect(code).toBe(0);
});

test('streams that are kept are saved by the time it has stopped', async () => {
  const home = scratch();
  const child = startWeir(['up', '--no-train', '--port', '0', '--no-console', '--json', '--persist'], {
    home,
  });
  child.stdout?.on('data', (text: Buffer) => {
    if (text.includes('"ready":true')) child.kill('SIGINT');
  });
  const { code, stdout } = await ended(child);
  expect(stdout).toContain(`"checkpoints":"${join(home, 'checkpoints', 'weir-input')}`);
  expect(readFileSync(join(home, 'streams', 'kinesis.json'), 'utf8')).toContain('weir-output');
  expect(code).toBe(0);
});

test('a function that crashes on every delivery is told of once, and a console whose port is taken', async () => {
  const home = scratch();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const bundle = join(home, 'bundle');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'index.mjs'), 'export const handler = () => process.exit(7);');
  const args = ['--port', '0', '--console-port', String(port), '--bundle', bundle];
  const child = startWeir(['up', '--no-train', ...args], { home });
  const run = ended(child);
  child.stdout?.on('data', (text: string) => {
    const endpoint = /^Kinesis +(\S+)/m.exec(text)?.[1];
    if (endpoint !== undefined)
      void weir(['send', '-', '--raw', '--endpoint-url', endpoint], { home, input: '{}\n' });
  });
  const crashes = () => readFileSync(join(home, 'function.log'), 'utf8').match(/exit code 7/g)?.length ?? 0;
  await expect.poll(crashes, { timeout: 15_000 }).toBeGreaterThan(1);
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await run;
  expect(stderr).toMatch(
    new RegExp(`console's port ${port} is taken.*goes on without a console; --console-port 0`),
  );
  expect(stdout).not.toContain('Console');
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

/** A mapping file, and a function that dies on each batch. */
function scene(mapping: string) {
  const home = scratch();
  const bundle = join(home, 'bundle');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'index.mjs'), 'export const handler = () => process.exit(7);');
  const file = join(home, 'mapping.json');
  writeFileSync(file, mapping);
  return {
    home,
    file,
    args: ['up', '--no-train', '--port', '0', '--no-console', '--bundle', bundle, '--mapping', file],
  };
}

test('a mapping file is what runs, --batch-size goes before it, and what it gives up is told and kept', async () => {
  const { home, args } = scene('{"maximumRetryAttempts": 0, "batchSize": 5}');
  const child = startWeir([...args, '--batch-size', '7'], { home });
  const run = ended(child);
  child.stdout?.on('data', (text: string) => {
    const endpoint = /^Kinesis +(\S+)/m.exec(text)?.[1];
    if (endpoint !== undefined)
      void weir(['send', '-', '--raw', '--endpoint-url', endpoint], { home, input: '{}\n' });
  });
  child.stderr?.on('data', (text: string) => {
    if (text.includes('gave up')) child.kill('SIGTERM');
  });
  const { code, stdout, stderr } = await run;
  expect(stdout).toMatch(/^Mapping +batches of up to 7 records, 0 retries, .*bisected on errors/m);
  const destination = /^On failure +(\S+)/m.exec(stdout)![1]!;
  expect(destination.startsWith(join(home, keys.failedBatchesPrefix()))).toBe(true);
  expect(stderr).toMatch(
    /gave up a batch of 1 record \(RetryAttemptsExhausted\), which is in the on-failure destination/,
  );
  expect(stdout).toContain('0 rejected, 1 given up.');
  expect(readFileSync(join(home, 'function.log'), 'utf8')).toContain('RetryAttemptsExhausted');
  const objects = readdirSync(destination, { recursive: true, withFileTypes: true });
  const [kept] = objects.filter((entry) => entry.isFile());
  const batch = JSON.parse(readFileSync(join(kept!.parentPath, kept!.name), 'utf8'));
  expect(JSON.parse(batch.payload).Records).toHaveLength(1);
  expect(code).toBe(0);
});

test.each([
  ['is not JSON', '{', /mapping\.json: it is not JSON .*expected a file with an object such as/],
  ['is no object', '[100]', /mapping\.json: .*settings are \[100\]; expected an object/],
  [
    'has a setting that there is not',
    '{"batchsize": 1}',
    /mapping\.json: .*there is no batchsize \(the settings are batchSize,/,
  ],
  [
    'has one out of its range, behind a byte order mark,',
    '\ufeff{"batchSize": 20000}',
    /mapping\.json: .*batchSize is 20000, but must be a whole number from 1 to 10000/,
  ],
])('a mapping file that %s is a mistake, and nothing starts', async (_what, text, message) => {
  const { home, args } = scene(text);
  const { code, stdout, stderr } = await weir(args, { home });
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

test.each([
  [['--kinesis', 'localhost:4568'], /Expected an address such as http:/],
  [['--kinesis', 'https://kinesis.eu-west-1.amazonaws.com'], /That is AWS itself/],
  [['--kinesis', 'http://127.0.0.1:9', '--persist'], /cannot be used with/],
  [['--kinesis', 'http://127.0.0.1:9'], /no Kinesis answers at http:\/\/127\.0\.0\.1:9/],
  [['--concurrency', '2', '--reserved-concurrency', '2'], /cannot be used with/],
  [
    ['--mapping', 'nowhere.json'],
    /--mapping nowhere\.json: cannot read nowhere\.json: there is no such file/,
  ],
])('a mistake in the options: %j', async (args, message) => {
  const { code, stderr } = await weir(['up', '--no-train', ...args], { home: scratch() });
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});

test('a console that cannot begin is a mistake that ends the stack too', async () => {
  const child = startWeir(['up', '--no-train', '--port', '0', '--console-port', '0'], {
    home: scratch(),
    environment: { WEIR_MONITORING: 'ftp://elsewhere' },
  });
  const { code, stdout, stderr } = await ended(child);
  expect([code, stderr]).toEqual([2, expect.stringContaining('"ftp://elsewhere" is no place for a store')]);
  expect(stdout).not.toContain('Ready');
});
