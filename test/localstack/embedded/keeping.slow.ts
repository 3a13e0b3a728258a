import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecords } from '../../../lib/streams/put-records.ts';
import type { StreamClient } from '../../../lib/streams/stream-client.ts';
import { STREAMS_FILE, startKinesisMock } from '../../../localstack/embedded/kinesis-mock.ts';
import { type EmbeddedSettings, type StackEvent, startEmbedded } from '../../../localstack/embedded/main.ts';
import { survivors } from '../../support/processes.ts';
import { recordingStack } from '../../support/recording-function.ts';
import { startEmbeddedParent } from '../../support/start-embedded-parent.ts';

/** What of a stack outlives it: streams and checkpoints. */

function connect(endpoint: string): StreamClient {
  const client = openKinesis({ endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
  onTestFinished(() => client.close());
  return client;
}

async function put(endpoint: string, keys: readonly string[]): Promise<void> {
  const entries = keys.map((partitionKey) => ({ data: Buffer.from('{}'), partitionKey }));
  await putRecords(connect(endpoint), 'weir-input', entries);
}

async function started(settings: Partial<EmbeddedSettings>, onEvent?: (event: StackEvent) => void) {
  const stack = await startEmbedded(settings, onEvent);
  onTestFinished(() => stack.stop({ force: true }));
  return stack;
}

/** The keys of the records that were delivered to their end, once for each time. */
async function done(notes: () => Promise<readonly string[]>): Promise<readonly string[]> {
  return (await notes()).filter((note) => note.startsWith('done')).map((note) => note.slice(5));
}

test('a stack that keeps its streams goes on with them: what is done is not repeated, what is not is not lost', async () => {
  const { settings, notes } = await recordingStack(0);
  const first = await started({ ...settings, persist: true });
  await put(first.endpoints.kinesis, ['a', 'b']);
  await expect.poll(() => done(notes), { timeout: 5_000 }).toEqual(['a', 'b']);
  await first.stop();

  const slow = { ...settings.environment, TEST_DELAY_MS: '60000' };
  const second = await started({ ...settings, persist: true, environment: slow });
  await put(second.endpoints.kinesis, ['c']);
  await expect.poll(notes, { timeout: 5_000 }).toContain('start c');
  await put(second.endpoints.kinesis, ['d']);
  await second.stop({ force: true });

  const third = await started({ ...settings, persist: true });
  await expect.poll(() => done(notes), { timeout: 5_000 }).toEqual(['a', 'b', 'c', 'd']);
  expect(third.endpoints.checkpoints).toBe(first.endpoints.checkpoints);
});

test('a host that is killed loses nothing: its Kinesis saves before it ends', async () => {
  const { settings, notes } = await recordingStack(60_000);
  const parent = await startEmbeddedParent({ ...settings, persist: true });
  await put(parent.endpoint, ['a']);
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  await put(parent.endpoint, ['b', 'c']);
  parent.child.kill('SIGKILL');

  const environment = { ...settings.environment, TEST_DELAY_MS: '0' };
  await started({ ...settings, persist: true, environment });
  await expect.poll(() => done(notes), { timeout: 10_000 }).toEqual(['a', 'b', 'c']);
  expect(await survivors(parent.pids)).toEqual([]);
});

test('a checkpoint ahead of a stream that lost its newest records skips none of those that come', async () => {
  const { settings, notes } = await recordingStack();
  const file = join(settings.stateDirectory!, 'streams', STREAMS_FILE);
  const first = await started({ ...settings, persist: true });
  await put(first.endpoints.kinesis, ['a']);
  await expect.poll(() => done(notes), { timeout: 5_000 }).toEqual(['a']);
  await first.stop();
  await copyFile(file, `${file}.older`);
  const second = await started({ ...settings, persist: true });
  await put(second.endpoints.kinesis, ['b', 'c', 'd']);
  await expect.poll(() => done(notes), { timeout: 5_000 }).toEqual(['a', 'b', 'c', 'd']);
  await second.stop();

  await copyFile(`${file}.older`, file);
  const events: StackEvent[] = [];
  const third = await started({ ...settings, persist: true }, (event) => events.push(event));
  await put(third.endpoints.kinesis, ['e', 'f']);
  const delivered = async () => new Set((await done(notes)).slice(4));
  await expect.poll(delivered, { timeout: 10_000 }).toEqual(new Set(['a', 'e', 'f']));
  expect(events).toContainEqual({
    type: 'mapping',
    event: { type: 'position-lost', shardId: 'shardId-000000000000' },
  });
});

test('one stack at a time has the checkpoints of a state directory', async () => {
  const { settings } = await recordingStack();
  const stack = await started({ ...settings, persist: true });
  const another = startEmbedded({ ...settings, persist: true });
  await expect(another).rejects.toThrow(UserError);
  await expect(another).rejects.toThrow(/another stack keeps its checkpoints in .*WEIR_HOME/);
  // The log of the one that runs is where it was.
  expect(await readdir(stack.settings.stateDirectory)).not.toContain('function.log.1');
  await stack.stop();
  await (await started({ ...settings, persist: true })).stop();
});

test('a Kinesis that runs already is used: it goes on, and so do the checkpoints, but not those of another one', async () => {
  const { settings, notes } = await recordingStack();
  const startMock = async () => {
    const mock = await startKinesisMock({ port: 0, region: 'us-east-1', accountId: '000000000000' });
    onTestFinished(() => mock.stop());
    return mock;
  };
  const mock = await startMock();
  const first = await started({ ...settings, kinesisEndpoint: mock.endpoint });
  expect(first.endpoints.kinesis).toBe(mock.endpoint);
  await put(mock.endpoint, ['a']);
  await expect.poll(() => done(notes), { timeout: 5_000 }).toEqual(['a']);
  await first.stop();

  await put(mock.endpoint, ['b']);
  const second = await started({ ...settings, kinesisEndpoint: mock.endpoint });
  await expect.poll(() => done(notes), { timeout: 5_000 }).toEqual(['a', 'b']);
  await second.stop();
  await mock.stop();

  const fresh = await startMock();
  const third = await started({ ...settings, kinesisEndpoint: fresh.endpoint });
  expect(third.endpoints.checkpoints).not.toBe(first.endpoints.checkpoints);
  await put(fresh.endpoint, ['c']);
  await expect.poll(() => done(notes), { timeout: 5_000 }).toEqual(['a', 'b', 'c']);
});

test('a stop in the middle of anything leaves checkpoints and objects whole', async () => {
  const { settings, notes } = await recordingStack(60_000);
  const stack = await started({ ...settings, persist: true });
  await put(stack.endpoints.kinesis, ['a']);
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  await stack.stop({ force: true });
  const files = await readdir(stack.endpoints.checkpoints!);
  expect(files).toEqual(['shardId-000000000000.json']);
  const text = await readFile(join(stack.endpoints.checkpoints!, files[0]!), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ sequenceNumber: null, finished: false });
});
