import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHAMPION } from '../../lib/contract/alias.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { PredictionRecord } from '../../lib/contract/prediction.ts';
import { predictionId } from '../../lib/contract/prediction.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../lib/registry/registry.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import { putRecords } from '../../lib/streams/put-records.ts';
import { readStream } from '../../lib/streams/read-stream.ts';
import { type StreamClient, TRIM_HORIZON } from '../../lib/streams/stream-client.ts';
import { type EmbeddedSettings, type EmbeddedStack, startEmbedded } from '../../localstack/embedded/main.ts';
import { publishModel } from '../../training/publish/publish-model.ts';
import type { SampleModel } from '../support/onnx-models.ts';
import { sampleRecords } from '../support/onnx-models.ts';

export const MODEL = 'sample';
const INPUT = 'weir-input';
const OUTPUT = 'weir-output';

/** The embedded stack with a registry, a producer and a consumer, in a directory of its own. */
export interface TestStack {
  readonly registry: ModelRegistry;
  readonly stack: EmbeddedStack;
  readonly client: StreamClient;
  /** Puts records and answers the ids that their predictions must have. */
  send(records: readonly unknown[]): Promise<readonly string[]>;
  /** The predictions on the output stream by now, in order. */
  predictions(): Promise<readonly PredictionRecord[]>;
  /** Waits until so many are there. */
  untilPredicted(count: number, timeoutMs?: number): Promise<readonly PredictionRecord[]>;
  close(): Promise<void>;
}

export async function startTestStack(settings: Partial<EmbeddedSettings> = {}): Promise<TestStack> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-stack-'));
  const stack = await startEmbedded({
    stateDirectory: directory,
    kinesisPort: 0,
    model: MODEL,
    pollSeconds: 1,
    ...settings,
  });
  const client = openKinesis({
    endpoint: stack.endpoints.kinesis,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  const predictions = () => readPredictions(client);
  return {
    registry: new ModelRegistry(openStore(stack.endpoints.registry)),
    stack,
    client,
    send: (records) => send(client, records),
    predictions,
    untilPredicted: (count, timeoutMs = 20_000) => until(predictions, count, timeoutMs),
    async close() {
      await stack.stop();
      client.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function send(client: StreamClient, records: readonly unknown[]): Promise<readonly string[]> {
  const entries = records.map((record, index) => ({
    data: record instanceof Uint8Array ? record : Buffer.from(JSON.stringify(record)),
    partitionKey: `key-${index % 7}`,
  }));
  const receipts = await putRecords(client, INPUT, entries);
  return receipts.map((receipt) => predictionId({ streamName: INPUT, subSequenceNumber: null, ...receipt }));
}

async function readPredictions(client: StreamClient): Promise<PredictionRecord[]> {
  const read: PredictionRecord[] = [];
  const records = await readStream(client, OUTPUT, { position: TRIM_HORIZON, follow: false });
  for await (const record of records) read.push(JSON.parse(Buffer.from(record.data).toString()));
  return read;
}

async function until(
  predictions: () => Promise<readonly PredictionRecord[]>,
  count: number,
  timeoutMs: number,
): Promise<readonly PredictionRecord[]> {
  const give = performance.now() + timeoutMs;
  for (;;) {
    const read = await predictions();
    if (read.length >= count || performance.now() > give) return read;
    await sleep(200);
  }
}

/** Publishes a sample model and, unless told otherwise, makes it the champion. */
export async function publishSample(
  registry: ModelRegistry,
  sample: SampleModel,
  promote = true,
): Promise<Manifest> {
  const manifest = await publishModel(registry, {
    name: MODEL,
    model: sample.bytes,
    signature: sample.signature,
    trainer: 'test',
    references: sampleRecords(20),
  });
  if (promote) await promoteVersion(registry, manifest.version);
  return manifest;
}

export async function promoteVersion(registry: ModelRegistry, version: number): Promise<void> {
  await registry.moveAlias({ model: MODEL, alias: CHAMPION, version, by: 'test', reason: 'a test' });
}
