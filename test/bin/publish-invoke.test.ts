import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readStream } from '../../lib/streams/read-stream.ts';
import { TRIM_HORIZON } from '../../lib/streams/stream-client.ts';
import { buildBundle } from '../../localstack/embedded/build-bundle.ts';
import { testKinesis } from '../support/kinesis.ts';
import { perceptron, sampleRecords } from '../support/onnx-models.ts';
import { registryIn, scratch } from './support/registries.ts';
import { weir } from './support/run-weir.ts';

/** A model made elsewhere, as its owner brings it, and a home without any other. */
function homeWithFiles(): { home: string } {
  const home = scratch();
  const { bytes, signature } = perceptron();
  const records = sampleRecords(20);
  const csv = ['a,b,c,d', ...records.map(({ a, b, c, d }) => [a, b, c, d].join(','))].join('\n');
  writeFileSync(join(home, 'model.onnx'), bytes);
  writeFileSync(join(home, 'signature.json'), JSON.stringify(signature));
  writeFileSync(join(home, 'reference.csv'), csv);
  writeFileSync(join(home, 'reference.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'));
  return { home };
}

const PUBLISH = ['publish', 'model.onnx', '--name', 'risk', '--signature', 'signature.json'];

describe('weir publish', () => {
  test('registers a model made anywhere, says what it checked, and promotes on demand', async () => {
    const scene = homeWithFiles();
    const { code, stdout } = await weir([...PUBLISH, '--data', 'reference.csv', '--promote'], scene);
    expect(stdout).toContain('risk version 1 is published. It is the champion now.');
    expect(stdout).toMatch(/ok {2}the input: "features", 4 features; answers from "p"/);
    expect(code).toBe(0);
    const found = await registryIn(scene.home).aliases('risk');
    expect(found.champion).toMatchObject({ version: 1, by: 'tester', reason: 'promoted at publish' });
  });

  test('takes JSON Lines, prints the manifest for machines, and promotes nothing by itself', async () => {
    const scene = homeWithFiles();
    const { stdout } = await weir([...PUBLISH, '--data', 'reference.jsonl', '--json'], scene);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ model: 'risk', version: 1, promoted: false },
      artifacts: { profile: { key: expect.stringMatching(/profile\.json$/) } },
    });
    expect(await registryIn(scene.home).aliases('risk')).toEqual({});
  });

  test.each([
    ['a model that is none', { 'model.onnx': 'not a model' }, [], /model/],
    [
      'a signature that is none',
      { 'signature.json': '{"task":"guess"}' },
      [],
      /signature\.json is not a signature:.*task/s,
    ],
    ['a signature that is no JSON', { 'signature.json': '{' }, [], /signature\.json is not JSON/],
    [
      'a reference without a feature',
      { 'reference.csv': 'a,b\n1,2\n' },
      [],
      /reference\.csv has no column "c"/,
    ],
    [
      'a column of the truth that is not there',
      {},
      ['--target', 'truth'],
      /reference\.csv has no "truth" in every row/,
    ],
    ['a role that is none', {}, ['--output', 'answer=p'], /Expected label=…, probabilities=… or value=…/],
    [
      'an output that is not there',
      {},
      ['--output', 'label=q'],
      /the output q, named as label, is not there/,
    ],
  ])('%s is a mistake, and nothing is published', async (_, files, more, message) => {
    const scene = homeWithFiles();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(scene.home, name), text);
    const { code, stdout, stderr } = await weir([...PUBLISH, '--data', 'reference.csv', ...more], scene);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(await registryIn(scene.home).models()).toEqual([]);
  });
});

describe('weir invoke', () => {
  const kinesis = testKinesis();
  let bundle: string;
  beforeAll(async () => {
    bundle = (await buildBundle({ PATH: process.env.PATH ?? '' })).directory;
  });

  async function homeWithChampion(): Promise<{ home: string }> {
    const scene = homeWithFiles();
    await weir([...PUBLISH, '--data', 'reference.csv', '--promote'], scene);
    return scene;
  }

  test('in a dry run answers a bare record, and a Kinesis event with a bad one, and writes nothing', async () => {
    const scene = await homeWithChampion();
    const dryRun = ['--dry-run', '--model', 'risk', '--bundle', bundle];
    writeFileSync(join(scene.home, 'record.json'), '{"a": 1, "b": 0, "c": -1, "d": 0.5}');
    const bare = await weir(['invoke', 'record.json', ...dryRun], scene);
    expect(bare.stderr).toContain(
      'record.json is a bare record: it is sent as a Kinesis event of one record',
    );
    expect(bare.stdout).toMatch(/"answer": "(low|medium|high)"/);
    expect(bare.stdout).toContain('1 prediction, 0 rejections; nothing was written');

    writeFileSync(
      join(scene.home, 'event.json'),
      kinesisEvent(['{"a":1,"b":0,"c":-1,"d":0.5}', '{"a":"1"}']),
    );
    const event = await weir(['invoke', 'event.json', ...dryRun, '--json'], scene);
    expect(event.code).toBe(0);
    expect(JSON.parse(event.stdout)).toMatchObject({
      batchItemFailures: [],
      predictions: [
        { predictionId: expect.stringMatching(/^weir-input:shardId-000000000000:\d+:-$/), version: 1 },
      ],
      rejections: [
        { predictionId: 'weir-input:shardId-000000000000:2:-', reason: 'not-a-number', field: 'a' },
      ],
    });
  });

  test('without --dry-run the predictions are on the stream, and the endpoint is said', async () => {
    const stream = await kinesis.stream();
    const scene = { ...(await homeWithChampion()), environment: { AWS_ENDPOINT_URL: kinesis.endpoint } };
    writeFileSync(join(scene.home, 'record.json'), '{"a": 1, "b": 0, "c": -1, "d": 0.5}');
    const args = ['invoke', 'record.json', '--model', 'risk', '--bundle', bundle, '--stream', stream];
    const { code, stdout, stderr } = await weir(args, scene);
    expect(stdout).toBe('1 prediction put on the stream, 0 quarantined, 0 handed back\n');
    expect(stderr).toContain(`predictions go to ${stream} at ${kinesis.endpoint}`);
    expect(code).toBe(0);
    const records = await readStream(kinesis.client, stream, { position: TRIM_HORIZON, follow: false });
    const [prediction] = await Array.fromAsync(records);
    expect(JSON.parse(Buffer.from(prediction!.data).toString('utf8'))).toMatchObject({ model: 'risk' });
  });

  test.each([
    ['a stream that is not there', ['--stream', 'nowhere'], /there is no stream nowhere/],
    ['AWS itself', ['--endpoint-url', 'aws'], /does not write to AWS itself; use --dry-run/],
  ])('%s is refused before anything runs', async (_, more, message) => {
    const scene = { ...(await homeWithChampion()), environment: { AWS_ENDPOINT_URL: kinesis.endpoint } };
    writeFileSync(join(scene.home, 'record.json'), '{"a": 1}');
    const { code, stderr } = await weir(['invoke', 'record.json', '--model', 'risk', ...more], scene);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test.each([
    ['no champion', '{"a": 1}', /risk has no champion in .*weir publish/],
    ['an array', '[1]', /event\.json holds no JSON object; expected a Kinesis event or one record/],
    ['an event of another service', '{"Records":[{"s3":{}}]}', /not all are Kinesis records/],
    ['no JSON', '{', /event\.json is not JSON/],
  ])('%s is a mistake', async (_, text, message) => {
    const home = scratch();
    writeFileSync(join(home, 'event.json'), text);
    const { code, stderr } = await weir(['invoke', 'event.json', '--dry-run', '--model', 'risk'], { home });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

/** An event as Lambda hands it over. */
function kinesisEvent(records: readonly string[]): string {
  return JSON.stringify({
    Records: records.map((text, index) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'k',
        sequenceNumber: String(index + 1),
        data: Buffer.from(text).toString('base64'),
        approximateArrivalTimestamp: 1_795_000_000.123,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${index + 1}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/weir-inference',
      awsRegion: 'us-east-1',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/weir-input',
    })),
  });
}
