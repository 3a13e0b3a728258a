import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecord } from '../../../lib/streams/put-records.ts';
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

test('a record that is put reaches the function, and stop leaves no process behind', async () => {
  const { settings, notes } = await recordingStack();
  const events: StackEvent[] = [];
  const { stack, client, put } = await started(settings, (event) => events.push(event));
  expect(stack.endpoints.kinesis).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await client.listShards('weir-output')).toHaveLength(1);
  await put('a');
  await expect.poll(notes).toEqual(['start a', 'done a']);
  const pids = stack.pids;
  expect(pids).toHaveLength(2);
  await stack.stop();
  await stack.ended;
  expect(await survivors(pids)).toEqual([]);
  expect(events.map((event) => event.type)).toEqual(
    expect.arrayContaining(['kinesis-ready', 'bundle-ready', 'function-ready', 'mapping']),
  );
});

test('stop finishes the batch in flight', async () => {
  const { settings, notes } = await recordingStack(700);
  const { stack, put } = await started(settings);
  await put('a');
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  await stack.stop();
  expect(await notes()).toEqual(['start a', 'done a']);
});

test('a forced stop cuts off what an ordinary one waits for', async () => {
  const { settings, notes } = await recordingStack(60_000);
  const { stack, put } = await started(settings);
  const pids = stack.pids;
  await put('a');
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  const stopping = stack.stop();
  await stack.stop({ force: true });
  await stopping;
  expect(await notes()).toEqual(['start a']);
  expect(await survivors(pids)).toEqual([]);
});

test('a taken port is named, with what to do, and nothing is left running', async () => {
  const { settings } = await recordingStack();
  const { stack } = await started(settings);
  const port = Number(new URL(stack.endpoints.kinesis).port);
  const second = startEmbedded({ ...(await recordingStack()).settings, kinesisPort: port });
  await expect(second).rejects.toThrow(UserError);
  await expect(second).rejects.toThrow(`port ${port} is taken`);
});

test('a function that does not load stops the start, with its reason, and what had started', async () => {
  const { settings } = await recordingStack();
  const bundle = await fakeBundle(`throw new Error('broken bundle');`);
  await expect(startEmbedded({ ...settings, bundle })).rejects.toThrow('broken bundle');
  const { stack } = await started(settings);
  expect(stack.pids).toHaveLength(2);
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

test('the log of the function is a file, and the one of the run before is kept', async () => {
  const { settings } = await recordingStack();
  const bundle = await fakeBundle(`console.log('loaded'); export const handler = async () => null;`);
  for (let run = 0; run < 2; run++) {
    const { stack } = await started({ ...settings, bundle });
    await stack.stop();
    expect(readFileSync(stack.endpoints.functionLog, 'utf8')).toBe('loaded\n');
  }
  expect(existsSync(join(settings.stateDirectory!, 'function.log.1'))).toBe(true);
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
