import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../../lib/streams/ensure-stream.ts';
import { tryPutRecords } from '../../../lib/streams/put-records.ts';
import type { PutReceipt, StreamClient } from '../../../lib/streams/stream-client.ts';
import { STREAMS_FILE, startKinesisMock } from '../../../localstack/embedded/kinesis-mock.ts';
import { randomFrom } from '../../support/random.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function startSaving(directory: string, intervalMs: number) {
  const persist = { directory, intervalMs };
  const mock = await startKinesisMock({ port: 0, region: 'us-east-1', accountId: '000000000000', persist });
  onTestFinished(() => mock.stop());
  const connect = () =>
    openKinesis({
      endpoint: mock.endpoint,
      region: 'us-east-1',
      credentials: DUMMY_CREDENTIALS,
      attempts: 1,
    });
  return { mock, connect };
}

const TWENTY = Array.from({ length: 20 }, () => ({ data: Buffer.from('{}'), partitionKey: 'a' }));

/** Puts until the signal aborts, and notes the sequence numbers that are acknowledged. */
async function produce(client: StreamClient, acknowledged: string[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { outcomes } = await tryPutRecords(client, 'a', TWENTY, { attempts: 1, signal });
    const taken = outcomes.filter((outcome): outcome is PutReceipt => 'sequenceNumber' in outcome);
    acknowledged.push(...taken.map(({ sequenceNumber }) => sequenceNumber));
    if (taken.length === 0) await sleep(20);
  }
  client.close();
}

// Between its saves, in the middle of one, with clients that go and clients that stay.
test.each([1, 2])('a mock that is told to end keeps all that it acknowledged (seed %i)', async (seed) => {
  const directory = join(await temporaryDirectory(), 'streams');
  const { mock, connect } = await startSaving(directory, 150);
  const clients = [connect(), connect(), connect()];
  await ensureStream(clients[0]!, 'a', { shards: 1 });
  const over = new AbortController();
  const acknowledged: string[] = [];
  const producing = clients.map((client) => produce(client, acknowledged, over.signal));
  await vi.waitFor(() => expect(acknowledged).not.toEqual([]), 20_000);
  await sleep(300 + randomFrom(seed)() * 400);
  clients[1]!.close();
  await mock.stop();
  over.abort();
  await Promise.all(producing);
  const saved = await readFile(join(directory, STREAMS_FILE), 'utf8');
  expect(acknowledged.filter((sequenceNumber) => !saved.includes(sequenceNumber))).toEqual([]);
  expect(await mock.exited).toMatch(/^exit code 0/);
});

test('a mock that cannot save says so when it is stopped', async () => {
  const directory = join(await temporaryDirectory(), 'streams');
  const { mock, connect } = await startSaving(directory, 60_000);
  const client = connect();
  onTestFinished(() => client.close());
  await ensureStream(client, 'a', { shards: 1 });
  // What the save is to take the place of is a directory by now.
  await rm(join(directory, STREAMS_FILE));
  await mkdir(join(directory, STREAMS_FILE));
  await expect(mock.stop()).rejects.toThrow('kinesis-mock could not save its streams');
});

test('a second mock for the same streams waits until the first has ended', async () => {
  const directory = join(await temporaryDirectory(), 'streams');
  const first = await startSaving(directory, 60_000);
  const client = first.connect();
  onTestFinished(() => client.close());
  await ensureStream(client, 'a', { shards: 1 });
  const starting = startSaving(directory, 60_000);
  const soon = await Promise.race([starting.then(() => 'started'), sleep(1_500, 'waiting')]);
  expect(soon).toBe('waiting');
  await first.mock.stop();
  const again = (await starting).connect();
  onTestFinished(() => again.close());
  expect(await again.streamStatus('a')).toBe('ACTIVE');
});

test.each(['', '{}'])('a file that the mock cannot read is named, and left: %j', async (text) => {
  const directory = await temporaryDirectory();
  const file = join(directory, STREAMS_FILE);
  await writeFile(file, text);
  await expect(startSaving(directory, 60_000)).rejects.toThrow(
    `if it cannot read the streams that are kept in ${file}, mend that file`,
  );
  expect(await readFile(file, 'utf8')).toBe(text);
});
