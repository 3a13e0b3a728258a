import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecords } from '../../../lib/streams/put-records.ts';
import { readStream } from '../../../lib/streams/read-stream.ts';
import { TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';
import { invokeOnce, startEmbedded } from '../../../localstack/embedded/main.ts';
import { encodeEvent, encodeRecord } from '../../../localstack/event-source-mapping/kinesis-event.ts';
import { publishModel } from '../../../training/publish/publish-model.ts';
import { perceptron, sampleRecords } from '../../support/onnx-models.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** Publishes a small model and lets it answer. */
async function promote(registryDirectory: string): Promise<void> {
  const registry = new ModelRegistry(openStore(registryDirectory));
  const { bytes, signature } = perceptron();
  const { version } = await publishModel(registry, {
    name: 'sample',
    model: bytes,
    signature,
    trainer: 'test',
    references: sampleRecords(20),
  });
  await registry.moveAlias({ model: 'sample', alias: 'champion', version, by: 'test', reason: 'first' });
}

const entries = [...sampleRecords(5).map((record) => JSON.stringify(record)), 'not json'].map(
  (text, index) => ({
    data: Buffer.from(text),
    partitionKey: `key-${index}`,
  }),
);

test('records wait for a champion, then each is predicted or quarantined under its own id', async () => {
  const stateDirectory = await temporaryDirectory();
  const stack = await startEmbedded({
    stateDirectory,
    model: 'sample',
    kinesisPort: 0,
    pollSeconds: 0,
    timeoutSeconds: 10,
  });
  onTestFinished(() => stack.stop({ force: true }));
  const client = openKinesis({
    endpoint: stack.endpoints.kinesis,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  onTestFinished(() => client.close());

  const receipts = await putRecords(client, stack.settings.inputStream, entries);
  const ids = receipts.map(({ shardId, sequenceNumber }) => `weir-input:${shardId}:${sequenceNumber}:-`);
  await promote(stack.endpoints.registry);

  const predicted: string[] = [];
  for await (const record of await readStream(client, 'weir-output', {
    position: TRIM_HORIZON,
    pollMs: 50,
  })) {
    predicted.push(JSON.parse(Buffer.from(record.data).toString()).predictionId);
    if (predicted.length === 5) break;
  }
  expect(predicted.toSorted()).toEqual(ids.slice(0, 5).toSorted());
  await stack.stop();
  const quarantine = join(stack.settings.stateDirectory, 'quarantine', 'sample');
  const files = (await readdir(quarantine, { recursive: true })).filter((file) => file.endsWith('.jsonl'));
  const lines = await Promise.all(files.map((file) => readFile(join(quarantine, file), 'utf8')));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ predictionId: ids[5], reason: 'not-json' }]);
});

test('a dry run of one event answers with predictions and rejections, and writes nothing', async () => {
  const stateDirectory = await temporaryDirectory();
  await promote(join(stateDirectory, 'registry'));
  const source = {
    eventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/s',
    region: 'us-east-1',
    invokeIdentityArn: '',
  };
  const records = entries.map((entry, index) =>
    encodeRecord(
      { ...entry, sequenceNumber: `${index}`, arrivedAt: new Date() },
      'shardId-000000000000',
      source,
    ),
  );
  const result = await invokeOnce({
    event: encodeEvent(records),
    dryRun: true,
    model: 'sample',
    stateDirectory,
  });
  expect(result.status).toBe('returned');
  const answer = JSON.parse(result.status === 'returned' ? result.payload : '');
  expect(answer.predictions).toHaveLength(5);
  expect(answer.predictions[0]).toMatchObject({
    predictionId: 's:shardId-000000000000:0:-',
    model: 'sample',
  });
  expect(answer.rejections).toMatchObject([{ reason: 'not-json' }]);
  expect(await readdir(stateDirectory)).toEqual(['registry']);
});
