import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecord } from '../../../lib/streams/put-records.ts';
import { lineWriter, openFunctionLog } from '../../../localstack/embedded/function-log.ts';
import {
  type EmbeddedSettings,
  invokeOnce,
  type StackEvent,
  startEmbedded,
} from '../../../localstack/embedded/main.ts';
import { fakeBundle } from '../../support/fake-bundle.ts';
import { survivors } from '../../support/processes.ts';
import { recordingStack } from '../../support/recording-function.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function started(settings: Partial<EmbeddedSettings>, onEvent?: (event: StackEvent) => void) {
  const stack = await startEmbedded(settings, onEvent);
  onTestFinished(() => stack.stop({ force: true }));
  const client = openKinesis({
    endpoint: stack.endpoints.kinesis,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  onTestFinished(() => client.close());
  const put = (partitionKey: string) =>
    putRecord(client, stack.settings.inputStream, { data: Buffer.from('{}'), partitionKey });
  return { stack, client, put };
}

test('a record that is put reaches the function; stop finishes it and leaves no process behind', async () => {
  const { settings, notes } = await recordingStack(400);
  const events: StackEvent[] = [];
  const { stack, client, put } = await started(settings, (event) => events.push(event));
  expect(stack.endpoints.kinesis).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await client.listShards('weir-output')).toHaveLength(1);
  await put('a');
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  const pids = stack.pids;
  expect(pids).toHaveLength(2);
  await stack.stop();
  await stack.ended;
  expect(await notes()).toEqual(['start a', 'done a']);
  expect(await survivors(pids)).toEqual([]);
  expect(events.filter((event) => event.type === 'mapping').map(({ event }) => event)).toMatchObject([
    { type: 'invoked', records: 1, done: 1 },
  ]);
});

test('stop does not wait for ever for a batch that waits', async () => {
  const { settings, notes } = await recordingStack(60_000);
  const { stack, put } = await started(settings);
  await put('a');
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  const pids = stack.pids;
  const startedMs = performance.now();
  await stack.stop();
  expect(performance.now() - startedMs).toBeLessThan(12_000);
  expect(await survivors(pids)).toEqual([]);
});

test('a taken port is named, with what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const starting = startEmbedded({ ...(await recordingStack()).settings, kinesisPort: port });
  await expect(starting).rejects.toThrow(UserError);
  await expect(starting).rejects.toThrow(
    `port ${port} is taken, so the local Kinesis cannot listen on it; stop what uses it`,
  );
});

test('a function that does not load stops the start with its reason, and what had started', async () => {
  const { settings } = await recordingStack();
  const bundle = await fakeBundle(`throw new Error('broken bundle');`);
  const endpoints: string[] = [];
  const starting = startEmbedded({ ...settings, bundle }, (event) => {
    if (event.type === 'kinesis-ready') endpoints.push(event.endpoint);
  });
  await expect(starting).rejects.toThrow('broken bundle');
  expect(endpoints).toHaveLength(1);
  await expect(fetch(endpoints[0]!)).rejects.toThrow('fetch failed');
});

test('a stack whose kinesis-mock dies says so', async () => {
  const { settings } = await recordingStack();
  const { stack } = await started(settings);
  process.kill(stack.pids[0]!, 'SIGKILL');
  await expect(stack.ended).rejects.toThrow('kinesis-mock ended by itself: signal SIGKILL');
  const pids = stack.pids;
  await stack.stop();
  expect(await survivors(pids)).toEqual([]);
});

test('the log of a run is a file, and the one of the run before is kept', async () => {
  const directory = join(await temporaryDirectory(), 'state');
  for (const line of ['first', 'second']) {
    const log = await openFunctionLog(directory);
    log.write(line);
    await log.close();
  }
  expect(readFileSync(join(directory, 'function.log'), 'utf8')).toBe('second\n');
  expect(readFileSync(join(directory, 'function.log.1'), 'utf8')).toBe('first\n');
});

test('a log that cannot be opened is a mistake that says what to do', async () => {
  const directory = await temporaryDirectory();
  // Neither can be put aside: a directory is in the way, and what is in the way of that is not empty.
  await mkdir(join(directory, 'function.log'));
  await mkdir(join(directory, 'function.log.1', 'full'), { recursive: true });
  const opening = openFunctionLog(directory);
  await expect(opening).rejects.toThrow(UserError);
  await expect(opening).rejects.toThrow(/function\.log \(EISDIR.*WEIR_HOME/);
});

test('a log whose disk is full says so once and ends well; what is written afterwards goes nowhere', async () => {
  const reasons: string[] = [];
  const disk = new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) });
  const log = lineWriter(disk, (reason) => reasons.push(reason));
  for (const line of ['a', 'b']) log.write(line);
  await expect.poll(() => reasons).toEqual(['ENOSPC']);
  log.write('c');
  await log.close();
  expect(reasons).toEqual(['ENOSPC']);
});

test('a function that crashes on every delivery shows in the log, though it says nothing itself', async () => {
  const { settings } = await recordingStack();
  const bundle = await fakeBundle('export const handler = () => process.exit(7);');
  const { stack, put } = await started({ ...settings, bundle });
  await put('a');
  await expect
    .poll(() => readFileSync(stack.endpoints.functionLog, 'utf8'), { timeout: 10_000 })
    .toMatch(/^\d{4}-\S+Z the function failed on a batch of 1 record, .*Runtime exited with exit code 7$/m);
});

test('one event is run through a function without a stack', async () => {
  const bundle = await fakeBundle(
    `export const handler = async (event) => ({ event, dry: process.env.WEIR_DRY_RUN });`,
  );
  const stateDirectory = await temporaryDirectory();
  const result = await invokeOnce({ event: '{"Records":[]}', dryRun: true, bundle, stateDirectory });
  expect(result).toEqual({ status: 'returned', payload: '{"event":{"Records":[]},"dry":"true"}' });
});

test('a bundle that is not there is named', async () => {
  const running = invokeOnce({ event: '{}', dryRun: true, bundle: '/nowhere/bundle' });
  await expect(running).rejects.toThrow('there is no bundle in /nowhere/bundle');
});
