import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KinesisEvent } from '../../../lambdas/inference/decode/kinesis-event.ts';
import type { LambdaContext } from '../../../lambdas/inference/telemetry/logger.ts';
import type { Golden, GoldenRecord } from '../../../lib/contract/golden.ts';
import type { Artifact, Manifest } from '../../../lib/contract/manifest.ts';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { readRows } from '../../../lib/model/golden-check.ts';
import { goldenRecord } from '../../../lib/model/golden-record.ts';
import {
  attr,
  encodeModel,
  graph,
  int64Tensor,
  modelProto,
  node,
  valueInfo,
} from '../../../lib/model/onnx/build.ts';
import { describeRuntime } from '../../../lib/model/onnx/describe-runtime.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import {
  linearClassifier,
  type SampleModel,
  sampleRecords,
  sampleSignature,
  WIDTH,
} from '../../support/onnx-models.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

export const MODEL = 'sample';

/** How a version comes out otherwise than a good one. */
export interface Flaw {
  /** What model.onnx holds. */
  readonly model?: Uint8Array;
  /** The operator set that the manifest states. */
  readonly opset?: number;
  /** What golden.json holds. */
  readonly golden?: (golden: Golden) => unknown;
  /** What profile.json holds. Default: there is none. */
  readonly profile?: unknown;
}

/** A registry in a directory, which publishes versions that publishing itself would refuse. */
export class TestRegistry extends ModelRegistry {
  readonly directory: string;

  private constructor(directory: string) {
    super(openStore(directory));
    this.directory = directory;
  }

  static async create(): Promise<TestRegistry> {
    const directory = join(await temporaryDirectory(), 'registry');
    await mkdir(directory);
    return new TestRegistry(directory);
  }

  /** Publishes the next version and answers its manifest. */
  async version(sample: SampleModel = linearClassifier(), flaw: Flaw = {}): Promise<Manifest> {
    const { bytes, signature } = sample;
    const runtime = describeRuntime(bytes, signature);
    const golden: Golden = { schema: 1, records: await goldenOf(sample) };
    return this.publish({
      model: MODEL,
      trainer: 'test',
      signature,
      runtime: { ...runtime, opset: flaw.opset ?? runtime.opset },
      metrics: {},
      hyperparameters: {},
      artifacts: {
        model: flaw.model ?? bytes,
        golden: Buffer.from(JSON.stringify(flaw.golden?.(golden) ?? golden)),
        ...(flaw.profile !== undefined && { profile: Buffer.from(JSON.stringify(flaw.profile)) }),
      },
    });
  }

  async promote(version: number, alias = 'champion'): Promise<void> {
    await this.moveAlias({ model: MODEL, alias, version, by: 'test', reason: 'test' });
  }

  /** Flips one bit in the middle of an artifact. */
  async corrupt(artifact: Artifact): Promise<void> {
    const path = join(this.directory, artifact.key);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
  }

  async remove(key: string): Promise<void> {
    await rm(join(this.directory, key));
  }
}

async function goldenOf({ bytes, signature }: SampleModel): Promise<GoldenRecord[]> {
  const records = sampleRecords(8, 3).map((record) => inSignature(signature, record));
  const rows = readRows(signature, records);
  if (!(rows instanceof Float32Array)) throw new Error(rows.message);
  const runtime = describeRuntime(bytes, signature);
  const session = await openOnnxSession(bytes, { signature, runtime, threads: 1 });
  const output = await session.run(rows, records.length).catch(() => undefined);
  await session.release();
  return records.map((record, i) =>
    output === undefined ? { record, label: 0 } : goldenRecord(signature, record, output, i),
  );
}

function inSignature(
  { features, featuresKey }: SampleModel['signature'],
  record: Readonly<Record<string, number>>,
): Record<string, unknown> {
  const values = Object.values(record);
  const named = Object.fromEntries(features.map(({ name }, i) => [name, values[i]]));
  return featuresKey === null ? named : { [featuresKey]: named };
}

/** The same model under a signature that no producer here knows: it rejects every record. */
export function rejectsEverything(): SampleModel {
  const sample = linearClassifier();
  const features = sample.signature.features.map((feature) => ({ ...feature, name: `new_${feature.name}` }));
  return { ...sample, signature: { ...sample.signature, features } };
}

/** A regression that throws on rows of which |a| is not below 1: it looks its value up in a table of one. */
export function throwsOnLarge(): SampleModel {
  const parts = graph({
    nodes: [
      node('Gather', ['x', 'column'], ['a'], { axis: attr.int(1) }),
      node('Cast', ['a'], ['i'], { to: attr.int(7) }),
      node('Gather', ['table', 'i'], ['t']),
      node('Cast', ['t'], ['f'], { to: attr.int(1) }),
      node('Mul', ['f', 'a'], ['y']),
    ],
    inputs: [valueInfo('x', 'float', ['N', WIDTH])],
    outputs: [valueInfo('y', 'float', ['N', 1])],
    initializers: [int64Tensor('column', [1], [0]), int64Tensor('table', [1], [1])],
  });
  return { bytes: encodeModel(modelProto({ graph: parts })), signature: sampleSignature([]), outputs: ['y'] };
}

/** An event of records as an event source mapping hands them over; bytes are taken as they are. */
export function eventOf(records: readonly unknown[], first = 1): KinesisEvent {
  return {
    Records: records.map((record, i) => ({
      eventID: `shardId-000000000000:${first + i}`,
      eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/weir-input',
      kinesis: {
        partitionKey: `key-${i}`,
        sequenceNumber: String(first + i),
        data: (record instanceof Uint8Array
          ? Buffer.from(record)
          : Buffer.from(JSON.stringify(record))
        ).toString('base64'),
        approximateArrivalTimestamp: 1_770_000_000 + i / 1000,
      },
    })),
  };
}

/** What Lambda says of an invocation that has so long to go. */
export function contextOf(remainingMs = 60_000): LambdaContext {
  const endsAt = Date.now() + remainingMs;
  return {
    functionName: 'weir-inference',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:weir-inference',
    memoryLimitInMB: '1769',
    awsRequestId: '00000000-0000-0000-0000-000000000000',
    getRemainingTimeInMillis: () => endsAt - Date.now(),
  };
}
