import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../lib/streams/ensure-stream.ts';
import { putRecord } from '../../lib/streams/put-records.ts';
import { readStream } from '../../lib/streams/read-stream.ts';
import { TRIM_HORIZON } from '../../lib/streams/stream-client.ts';
import { startKinesisMock } from '../../localstack/embedded/kinesis-mock.ts';
import { testKinesis } from '../support/kinesis.ts';
import { registryIn, scratch, wineDraft } from './support/registries.ts';
import { ended, startWeir, weir } from './support/run-weir.ts';

/** send and tail against a real Kinesis API; the function behind it has tests of its own. */

const kinesis = testKinesis();
let stream: string;

beforeEach(async () => {
  stream = await kinesis.stream();
});

/** What is on the stream, as text, with its partition keys. */
async function held(): Promise<{ key: string; text: string }[]> {
  const records: { key: string; text: string }[] = [];
  for await (const record of await readStream(kinesis.client, stream, {
    position: TRIM_HORIZON,
    follow: false,
  })) {
    records.push({ key: record.partitionKey, text: Buffer.from(record.data).toString('utf8') });
  }
  return records;
}

function sceneWith(files: Readonly<Record<string, string>>) {
  const home = scratch();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  return { home, environment: { AWS_ENDPOINT_URL: kinesis.endpoint } };
}

const WINES = 'alcohol;sulphates;quality;customer_id\n8.8;0.45;6;159\n9.5;;5;160\n';

test("a CSV file becomes records by the champion's signature", async () => {
  const scene = sceneWith({ 'wines.csv': WINES });
  const registry = registryIn(scene.home);
  const { version } = await registry.publish(wineDraft());
  await registry.moveAlias({ model: 'wine-quality', alias: 'champion', version, by: 'test', reason: 'test' });
  const args = ['send', 'wines.csv', '--stream', stream, '--partition-key', 'customer_id'];
  const { code, stdout, stderr } = await weir(args, scene);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2 records sent, 0 failed, in /);
  expect(stderr).toContain('Columns that are not sent: quality');
  expect(stderr).toContain(`Sending to ${stream} at ${kinesis.endpoint} (by AWS_ENDPOINT_URL)`);
  expect(await held()).toEqual([
    { key: '159', text: '{"wine_features":{"alcohol":8.8,"sulphates":0.45},"customer_id":159}' },
    { key: '160', text: '{"wine_features":{"alcohol":9.5},"customer_id":160}' },
  ]);
});

test('without a champion a CSV file needs --features-key, and the message says so', async () => {
  const scene = sceneWith({ 'wines.csv': WINES });
  const refused = await weir(['send', 'wines.csv', '--stream', stream], scene);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/wine-quality has no champion in .*weir train.*--features-key/s);
  const args = [
    'send',
    'wines.csv',
    '--stream',
    stream,
    '--features-key',
    'f',
    '--carry',
    'customer_id,quality',
  ];
  const { code } = await weir(args, scene);
  expect(code).toBe(0);
  expect((await held())[0]?.text).toBe(
    '{"f":{"alcohol":8.8,"sulphates":0.45},"quality":6,"customer_id":159}',
  );
});

test('lines that cannot be sent are named, the others are sent, and it is a mistake', async () => {
  const scene = sceneWith({ 'records.jsonl': '{"a":1}\nnot json\n{"a":2}\n' });
  const { code, stdout, stderr } = await weir(['send', 'records.jsonl', '--stream', stream, '--json'], scene);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    sent: 2,
    failed: 1,
    stream,
    endpoint: kinesis.endpoint,
    problems: [{ line: 2, problem: expect.stringContaining('not JSON') }],
  });
  expect(stderr).toContain('1 line of records.jsonl could not be sent');
  expect((await held()).map(({ text }) => text)).toEqual(['{"a":1}', '{"a":2}']);
});

test('--raw sends whatever a line holds; standard input is a file too', async () => {
  const scene = { ...sceneWith({}), input: 'not json\n[1, 2]\n' };
  const { code } = await weir(['send', '-', '--raw', '--stream', stream], scene);
  expect(code).toBe(0);
  expect((await held()).map(({ text }) => text)).toEqual(['not json', '[1, 2]']);
});

test('--rate keeps the mean rate', async () => {
  const scene = sceneWith({ 'records.jsonl': '{"a":1}\n'.repeat(60) });
  const { stdout } = await weir(
    ['send', 'records.jsonl', '--stream', stream, '--rate', '60', '--json'],
    scene,
  );
  const { sent, seconds } = JSON.parse(stdout);
  expect(sent).toBe(60);
  expect(seconds).toBeGreaterThan(0.85);
});

test('Ctrl-C ends a send between two requests, says what went, and exits with 130', async () => {
  const scene = sceneWith({ 'records.jsonl': '{"a":1}\n'.repeat(1000) });
  const child = startWeir(['send', 'records.jsonl', '--stream', stream, '--rate', '20'], scene);
  child.stderr?.on('data', (text: Buffer) => {
    if (text.includes('sent: ')) child.kill('SIGINT');
  });
  const { code, stdout, stderr } = await ended(child);
  expect(code).toBe(130);
  expect(stdout).toMatch(/^\d+ records? sent, 0 failed/);
  expect(stderr).toContain('weir: interrupted');
  expect((await held()).length).toBe(Number.parseInt(stdout, 10));
});

test('a live pipe is sent as it comes, and one Ctrl-C ends it', { timeout: 20_000 }, async () => {
  const child = startWeir(['send', '-', '--stream', stream], sceneWith({}));
  const done = ended(child);
  child.stdin?.write('{"a":1}\n{"a":2}\n');
  await vi.waitFor(async () => expect(await held()).toHaveLength(2), { timeout: 15_000, interval: 200 });
  child.kill('SIGINT');
  const { code, stdout, stderr } = await done;
  expect(code).toBe(130);
  expect(stdout).toMatch(/^2 records sent, 0 failed/);
  expect(stderr).toContain('Go on with line 3');
});

test('a stream that goes away leaves the summary and the line to go on with', {
  timeout: 40_000,
}, async () => {
  const mock = await startKinesisMock({ port: 0, region: 'us-east-1', accountId: '000000000000' });
  onTestFinished(() => mock.stop());
  const client = openKinesis({
    endpoint: mock.endpoint,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  await ensureStream(client, stream, { shards: 1 });
  client.close();
  const scene = sceneWith({});
  const args = ['send', '-', '--stream', stream, '--json'];
  const child = startWeir(args, { ...scene, environment: { AWS_ENDPOINT_URL: mock.endpoint } });
  const done = ended(child);
  child.stdin?.write('{"a":1}\n');
  await vi.waitFor(() => heldAt(mock.endpoint), { timeout: 15_000, interval: 200 });
  await mock.stop();
  child.stdin?.write('{"a":2}\n{"a":3}\n');
  const { code, stdout, stderr } = await done;
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    sent: 1,
    failed: 0,
    rest: { from: 2, sent: [], unknown: [[2, 3]], unsent: [] },
  });
  expect(stderr).toContain('1 record of - went, then the sending failed');
});

/** @throws until the stream there holds something */
async function heldAt(endpoint: string): Promise<void> {
  const client = openKinesis({ endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
  try {
    for await (const _ of await readStream(client, stream, { position: TRIM_HORIZON, follow: false })) return;
    throw new Error('nothing yet');
  } finally {
    client.close();
  }
}

test('a send that failed at once has a summary as well', async () => {
  const args = ['send', 'x.jsonl', '--stream', 'nowhere', '--json'];
  const { code, stdout } = await weir(args, sceneWith({ 'x.jsonl': '{}\n' }));
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ sent: 0, rest: { from: 1, unknown: [], unsent: [[1, 1]] } });
});

test.each([
  ['a stream that is not there', ['send', 'x.jsonl', '--stream', 'nowhere'], /no stream nowhere at http/],
  ['a file that is not there', ['send', 'y.jsonl'], /cannot read y\.jsonl: there is no such file/],
  ['a file of an unknown kind', ['send', 'x.txt'], /--format csv or --format jsonl/],
  ['an endpoint that is none', ['tail', '--endpoint-url', 'localhost'], /expected an address such as http/],
  ['an endpoint where nothing listens', ['tail', '--endpoint-url', 'http://127.0.0.1:9'], /npm start/],
])('%s is a mistake', async (_, args, message) => {
  const { code, stderr } = await weir(args, sceneWith({ 'x.jsonl': '{}\n', 'x.txt': '' }));
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(2);
});

const PREDICTION =
  '{"predictionId":"weir-input:shardId-000000000000:496:-","model":"wine-quality","version":3,"customer_id":123,"prediction":{"wine_quality":6,"confidence":0.52,"probabilities":{"5":0.31,"6":0.52}},"sequenceNumber":"496","shardId":"shardId-000000000000","arrivedAt":"2026-11-21T04:00:00.000Z","predictedAt":"2026-11-21T04:00:00.100Z"}';

test('tail prints a prediction as one line, and as it is with --json', async () => {
  await putRecord(kinesis.client, stream, { data: Buffer.from(PREDICTION), partitionKey: 'k' });
  const args = ['tail', '--stream', stream, '--from', 'trim-horizon', '--count', '1'];
  const human = await weir(args, sceneWith({}));
  expect(human.code).toBe(0);
  expect(human.stdout).toMatch(
    /^\d\d:\d\d:\d\d {2}wine-quality v3 {2}wine_quality=6 \(0\.52\) {2}customer_id=123 {2}weir-input:shardId-000000000000:496:-\n$/,
  );
  const machine = await weir([...args, '--json'], sceneWith({}));
  expect(machine.stdout).toBe(`${PREDICTION}\n`);
});

test('tail shows what comes from now on, until Ctrl-C, which is how it ends well', async () => {
  await putRecord(kinesis.client, stream, { data: Buffer.from('{"old":1}'), partitionKey: 'k' });
  const child = startWeir(['tail', '--stream', stream], sceneWith({}));
  child.stderr?.on('data', (text: Buffer) => {
    if (text.includes('Reading'))
      void putRecord(kinesis.client, stream, { data: Buffer.from('{"new":1}'), partitionKey: 'k' });
  });
  child.stdout?.on('data', () => child.kill('SIGINT'));
  const { code, stdout, stderr } = await ended(child);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}\{"new":1\}\n$/);
  expect(stderr).toContain('1 record shown');
});

test('tail that is stopped before its --count says so by its exit code', async () => {
  const child = startWeir(['tail', '--stream', stream, '--count', '5'], sceneWith({}));
  child.stderr?.on('data', (text: Buffer) => {
    if (text.includes('Reading')) child.kill('SIGINT');
  });
  const { code, stderr } = await ended(child);
  expect(code).toBe(130);
  expect(stderr).toContain('0 records shown');
});

test('tail --no-follow shows what is there and stops at the end', async () => {
  const { code, stdout } = await weir(['tail', '--stream', stream, '--no-follow'], sceneWith({}));
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});
