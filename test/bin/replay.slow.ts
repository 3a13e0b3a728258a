import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openLedger } from '../../lib/accounting/ledger.ts';
import { keys } from '../../lib/contract/keys.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { readStream } from '../../lib/streams/read-stream.ts';
import { TRIM_HORIZON } from '../../lib/streams/stream-client.ts';
import { buildBundle } from '../../localstack/embedded/build-bundle.ts';
import { testKinesis } from '../support/kinesis.ts';
import { perceptron, sampleRecords } from '../support/onnx-models.ts';
import { s3Environment, startS3Server } from '../support/s3-server.ts';
import { scratch } from './support/registries.ts';
import { ended, startWeir, type WeirRun, type WeirScene, weir } from './support/run-weir.ts';

/** The command line as users run it, the built function, kinesis-mock; the quarantine in a directory and in S3. */

const kinesis = testKinesis();
let bundle: string;
let published: string;
beforeAll(async () => {
  published = mkdtempSync(join(tmpdir(), 'weir-replay-'));
  await publishIn(published);
  bundle = (await buildBundle({ PATH: process.env.PATH ?? '' })).directory;
});
afterAll(() => rmSync(published, { recursive: true, force: true }));

const GOOD = '{"a":1,"b":0,"c":-1,"d":0.5}';
const DIGITS = '12345678901234567890';

/** What comes in; under a fix of numbers in strings and of a key, the first three can be predicted. */
const RECORDS = [
  `{"a":"1","b":0,"c":-1,"d":0.5,"customer_id":${DIGITS}}`,
  '{"a":1,"bee":0,"c":-1,"d":" 0.50 "}',
  `{"a":1,"b":0,"c":-1,"d":"5e-1"}`,
  GOOD,
  'not json',
  '{"a":1}',
];

const FIX = { rename: { bee: 'b' }, toNumber: 'all features' };

interface Scene extends WeirScene {
  readonly stream: string;
  readonly quarantine: string;
}

/** A home with a champion, and RECORDS gone through the function. */
async function sceneAfterRecords(place?: () => Promise<Record<string, string>>): Promise<Scene> {
  const home = scratch();
  cpSync(published, home, { recursive: true });
  const more = await place?.();
  const environment = { AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint, ...more };
  const stream = await kinesis.stream();
  const scene = { home, environment, stream, quarantine: more?.WEIR_QUARANTINE ?? home };
  const sent = await weir(['invoke', 'event.json', ...where(scene)], scene);
  expect(sent.stdout).toBe('1 prediction put on the stream, 5 quarantined, 0 handed back\n');
  return scene;
}

/** Writes the files of a home, and publishes and promotes the model in it. */
async function publishIn(home: string): Promise<void> {
  const { bytes, signature } = perceptron();
  const rows = sampleRecords(20).map(({ a, b, c, d }) => [a, b, c, d].join(','));
  writeFileSync(join(home, 'model.onnx'), bytes);
  writeFileSync(join(home, 'signature.json'), JSON.stringify({ ...signature, carriedKeys: ['customer_id'] }));
  writeFileSync(join(home, 'reference.csv'), ['a,b,c,d', ...rows].join('\n'));
  writeFileSync(join(home, 'fix.json'), JSON.stringify(FIX));
  writeFileSync(join(home, 'event.json'), kinesisEvent(RECORDS));
  const model = ['model.onnx', '--name', 'risk', '--signature', 'signature.json'];
  await weir(['publish', ...model, '--data', 'reference.csv', '--promote'], { home });
}

function where({ stream }: Scene): string[] {
  return ['--model', 'risk', '--bundle', bundle, '--stream', stream];
}

function replay(scene: Scene, ...args: string[]): Promise<WeirRun> {
  return weir(['replay', ...args, ...where(scene)], scene);
}

interface Prediction {
  readonly predictionId: string;
  readonly customer_id?: unknown;
  readonly text: string;
}

async function predictions({ stream }: Scene): Promise<Prediction[]> {
  const records = await readStream(kinesis.client, stream, { position: TRIM_HORIZON, follow: false });
  return (await Array.fromAsync(records)).map(({ data }) => {
    const text = Buffer.from(data).toString('utf8');
    return { ...JSON.parse(text), text };
  });
}

function idOf(place: number): string {
  return `weir-input:shardId-000000000000:${place}:-`;
}

async function inS3(): Promise<Record<string, string>> {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  return { ...s3Environment(server.endpoint), WEIR_QUARANTINE: 's3://weir/place' };
}

describe.each([
  ['in a directory', undefined],
  ['in S3', inS3],
])('a quarantine %s', (_, quarantine) => {
  test('is shown, mended and replayed under the original ids, once', async () => {
    const scene = await sceneAfterRecords(quarantine);
    const shown = await weir(['quarantine', '--model', 'risk', '--json'], scene);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      records: 5,
      waiting: 5,
      replayed: 0,
      reasons: expect.arrayContaining([{ reason: 'not-a-number', records: 2, waiting: 2 }]),
      destination: { batches: 0 },
    });

    const first = await replay(scene, '--all', '--fix', 'fix.json', '--json');
    expect(first.stderr).toBe('');
    expect(JSON.parse(first.stdout)).toMatchObject({
      selected: 5,
      replayed: 5,
      predicted: 3,
      rejected: 2,
      rejectedByReason: { 'not-json': 1, 'missing-feature': 1 },
      notReached: 0,
      failed: [],
      mending: {
        mended: 3,
        byRule: { 'rename bee to b': 1, 'toNumber a': 1, 'toNumber d': 2 },
        unchanged: 1,
        notJson: 1,
      },
      stopped: null,
    });
    expect(first.code).toBe(0);
    const answered = await predictions(scene);
    expect(answered.map(({ predictionId }) => predictionId).sort()).toEqual([1, 2, 3, 4].map(idOf));
    expect(answered.find(({ predictionId }) => predictionId === idOf(1))?.text).toContain(
      `"customer_id":${DIGITS},`,
    );
    // The mended records say the same as the good one, so their answers are the same.
    expect(new Set(answered.map(({ text }) => /"prediction":.*?\}\}/.exec(text)?.[0])).size).toBe(1);

    const before = await snapshot(scene);
    const second = await replay(scene, '--all', '--fix', 'fix.json');
    expect(second.stdout).toContain('Nothing left to replay.\n3 records had been replayed before\n');
    expect(second.stdout).toMatch(/2 records had been rejected again .*\(.*missing-feature 1.*\)/);
    expect(second.code).toBe(0);
    expect(await snapshot(scene)).toEqual(before);
    expect(await predictions(scene)).toHaveLength(4);

    const after = await weir(['quarantine', '--model', 'risk', '--json'], scene);
    expect(JSON.parse(after.stdout)).toMatchObject({ records: 5, waiting: 2, replayed: 3 });
  });
});

/** All that the store of the quarantine holds. */
async function snapshot({ quarantine, environment }: Scene): Promise<unknown> {
  for (const [name, value] of Object.entries(environment ?? {})) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const store = openStore(quarantine);
  const prefixes = [keys.quarantinePrefix('risk'), keys.failedBatchesPrefix(), keys.replaysPrefix()];
  const objects = await Promise.all(prefixes.map((prefix) => Array.fromAsync(store.list(prefix))));
  return objects.flat();
}

describe('what the event source mapping gave up', () => {
  const batch = {
    requestContext: {
      requestId: 'c9b8fa9f',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:weir-inference:$LATEST',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 3,
    },
    version: '1.0',
    timestamp: '2026-11-21T05:14:18.000Z',
    KinesisBatchInfo: {
      shardId: 'shardId-000000000000',
      startSequenceNumber: '11',
      endSequenceNumber: '12',
      approximateArrivalOfFirstRecord: '2026-11-21T05:14:00.000Z',
      approximateArrivalOfLastRecord: '2026-11-21T05:14:01.000Z',
      batchSize: 2,
      streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/weir-input',
    },
  };

  test('comes back by a replay: good records are predicted, bad ones reach the quarantine', async () => {
    const scene = await sceneAfterRecords();
    const payload = kinesisEvent([GOOD, '{"a":"1","b":0,"c":-1,"d":0.5}'], 11);
    const key = keys.failedBatch('b6f5', 'shardId-000000000000', new Date(batch.timestamp), 'id');
    await openStore(scene.home).create(key, Buffer.from(JSON.stringify({ ...batch, payload })));
    const shown = await weir(['quarantine', '--model', 'risk'], scene);
    expect(shown.stdout).toMatch(
      /gave up 1 batch; of their records 2 wait\n\n.*\n.*\nRetryAttemptsExhausted +1 +2\n/,
    );

    const dry = await replay(scene, '--all', '--fix', 'fix.json', '--dry-run');
    expect(dry.stdout).toContain('7 records would be replayed by version 1: 5 predicted, 2 rejected again');
    expect(dry.stdout).toContain('4 records mended, 2 unchanged, 1 not JSON objects\n  toNumber a: 2\n');
    expect(await predictions(scene)).toHaveLength(1);

    const first = await replay(scene, '--all', '--source', 'destination');
    expect(first.stdout).toContain('2 records replayed by version 1: 1 predicted, 1 rejected again');
    expect((await predictions(scene)).map(({ predictionId }) => predictionId)).toContain(idOf(11));
    const second = await replay(scene, '--all', '--source', 'destination', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ selected: 0, alreadyReplayed: 1 });
    // The other one was rejected, so it is the quarantine's now.
    const third = await replay(scene, '--id', idOf(12), '--fix', 'fix.json', '--json');
    expect(JSON.parse(third.stdout)).toMatchObject({ selected: 1, predicted: 1 });
    expect((await predictions(scene)).map(({ predictionId }) => predictionId)).toContain(idOf(12));

    const record = await weir(['quarantine', 'show', idOf(12), '--model', 'risk'], scene);
    expect(record.stdout).toMatch(/rejected +not-a-number at a \(string\), by version 1/);
    expect(record.stdout).toMatch(/tester +1 +none +rejected: not-a-number at a \(string\)\n/);
    expect(record.stdout).toMatch(/tester +1 +[0-9a-f]{12} +predicted\n/);
  });
});

test('Ctrl-C finishes the event in flight and marks it; the next replay does the rest', async () => {
  const scene = await sceneAfterRecords();
  const child = startWeir(['replay', '--all', '--rate', '1', ...where(scene)], scene);
  child.stderr?.on('data', (text: Buffer) => {
    if (/replayed: [1-4] of 5/.test(text.toString())) child.kill('SIGINT');
  });
  const { code, stdout } = await ended(child);
  expect(stdout).toMatch(/^[1-4] records? replayed by version 1: 0 predicted, [1-4] rejected again\n/);
  expect(stdout).toMatch(/[1-4] records? not reached; they wait as before/);
  expect(code).toBe(130);
  const rest = await replay(scene, '--all', '--json');
  const { selected, rejectedBefore } = JSON.parse(rest.stdout);
  expect(selected + rejectedBefore).toBe(5);
  expect(rejectedBefore).toBe(Number(/^\d/.exec(stdout)?.[0]));
});

test('a ledger chooses the records of its producer, and its predicted ones are no mistake', async () => {
  const scene = await sceneAfterRecords();
  const entry = (place: number) => ({
    streamName: 'weir-input',
    shardId: 'shardId-000000000000',
    sequenceNumber: String(place),
    partitionKey: 'k',
  });
  const ledger = await openLedger(join(scene.home, 'ledger.jsonl'));
  await ledger.append([entry(1), entry(4), entry(6)]);
  await ledger.close();
  const run = await replay(scene, '--ledger', 'ledger.jsonl', '--fix', 'fix.json', '--dry-run', '--json');
  expect(JSON.parse(run.stdout)).toMatchObject({ selected: 2, predicted: 1, rejected: 1 });
});

test('mistakes are told before anything runs', async () => {
  const scene = await sceneAfterRecords();
  writeFileSync(join(scene.home, 'wrong.json'), '{"toNumber": ["alcohl"], "defaults": {}}');
  writeFileSync(join(scene.home, 'unlike.json'), '{"toNumber": ["alcohl"]}');
  const tries = [
    [['--all', '--fix', 'wrong.json'], /wrong\.json is no fix:.*defaults/s],
    [['--all', '--fix', 'unlike.json'], /"alcohl" is no field of the model.*the model reads "a", "b"/s],
    [['--id', 'nothing'], /no record nothing is in .*weir quarantine --all/],
    [['--all', '--endpoint-url', 'aws'], /does not write to AWS itself; name the deployed function/],
    [['--reason', 'not-json', '--source', 'destination'], /--reason was given with --source destination/],
    [['--all', '--key', 'k'], /--all and a choice of records were given/],
    [['--ledger', 'nowhere.jsonl'], /the ledger nowhere\.jsonl cannot be read/],
    [['--since', '1h', '--until', '2h'], /expected --until to be later/],
  ] as const;
  for (const [args, message] of tries) {
    const { code, stdout, stderr } = await replay(scene, ...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  }
  // A mark that is none: nothing could be marked, so nothing is sent.
  const [day] = readdirSync(join(scene.home, 'quarantine', 'risk'));
  const [object] = readdirSync(join(scene.home, 'quarantine', 'risk', day!));
  const store = openStore(scene.home);
  const [source] = await Array.fromAsync(store.list(keys.quarantinePrefix('risk')));
  await store.create(keys.replays(source!.key), Buffer.from('{}'));
  const broken = await replay(scene, '--all');
  expect(broken.stderr).toMatch(/does not say which records were replayed.*move it away/);
  expect(broken.code).toBe(2);
  expect(readFileSync(join(scene.home, 'quarantine', 'risk', day!, object!), 'utf8')).toContain('not-json');
});

/** An event as Lambda hands it over. */
function kinesisEvent(records: readonly string[], first = 1): string {
  return JSON.stringify({
    Records: records.map((text, index) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'k',
        sequenceNumber: String(first + index),
        data: Buffer.from(text).toString('base64'),
        approximateArrivalTimestamp: 1_795_000_000.123,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${first + index}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/weir-inference',
      awsRegion: 'us-east-1',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/weir-input',
    })),
  });
}
