import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type KinesisOutput,
  kinesisPutRecords,
} from '../../../../lambdas/inference/adapters/kinesis-put-records.ts';
import { readStream } from '../../../../lib/streams/read-stream.ts';
import { TRIM_HORIZON } from '../../../../lib/streams/stream-client.ts';
import { testKinesis } from '../../../support/kinesis.ts';
import { type Behaviour, KinesisServer } from '../../../support/kinesis-server.ts';
import { putEntries } from './put-entries.ts';

const ENTRIES = putEntries([
  ['key "1"', '{"a":1}'],
  ['schlüssel', '{"b":"é"}'],
]);

const servers: KinesisServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function stand(behave?: (count: number) => Behaviour): Promise<KinesisServer> {
  const server = await KinesisServer.start(behave ? { behave: (_, count) => behave(count) } : {});
  servers.push(server);
  return server;
}

/** A server that answers by itself, signature and entries unread. */
async function bareServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function outputOf(endpointUrl: string, changes: Partial<KinesisOutput> = {}): KinesisOutput {
  return {
    streamName: 'weir-output',
    region: 'eu-central-1',
    endpointUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'secret' },
    ...changes,
  };
}

describe('putting to a stand-in for Kinesis', () => {
  it('sends a signed PutRecords whose entries arrive byte for byte', async () => {
    const server = await stand();
    expect(await kinesisPutRecords(outputOf(server.endpoint)).put(ENTRIES)).toEqual({
      kind: 'taken',
      failed: [],
    });
    expect(server.requests).toMatchObject([
      {
        streamName: 'weir-output',
        target: 'Kinesis_20131202.PutRecords',
        contentType: 'application/x-amz-json-1.1',
        entries: [
          { partitionKey: 'key "1"', data: Buffer.from('{"a":1}') },
          { partitionKey: 'schlüssel', data: Buffer.from('{"b":"é"}') },
        ],
      },
    ]);
  });

  it('reads the credentials at each request, session tokens too', async () => {
    const server = await stand();
    let credentials: KinesisOutput['credentials'] = { accessKeyId: 'test', secretAccessKey: 'wrong' };
    const sink = kinesisPutRecords({
      ...outputOf(server.endpoint),
      get credentials() {
        return credentials;
      },
    });
    expect(await sink.put(ENTRIES)).toMatchObject({
      kind: 'retry',
      failure: { name: 'InvalidSignatureException' },
    });
    credentials = { accessKeyId: 'test', secretAccessKey: 'secret', sessionToken: 'token' };
    expect(await sink.put(ENTRIES)).toMatchObject({ kind: 'taken' });
    expect(server.requests[0]?.securityToken).toBe('token');
  });

  it('keeps its connections', async () => {
    const server = await stand();
    const sink = kinesisPutRecords(outputOf(server.endpoint));
    for (let i = 0; i < 5; i++) await sink.put(ENTRIES);
    expect(server.connections).toBe(1);
  });

  it('names the entries that failed', async () => {
    const server = await stand(() => ({ failEntries: { 1: 'InternalFailure' } }));
    expect(await kinesisPutRecords(outputOf(server.endpoint)).put(ENTRIES)).toEqual({
      kind: 'taken',
      failed: [{ position: 1, code: 'InternalFailure' }],
    });
  });

  it.each([
    ['a throttle', { error: { status: 400, type: 'ProvisionedThroughputExceededException' } }],
    ['a fault of the service', { error: { status: 500, type: 'InternalFailure' } }],
    ['a stream that is not there', { error: { status: 400, type: 'ResourceNotFoundException' } }],
  ] as const)('tells %s', async (_, behaviour) => {
    const server = await stand(() => behaviour);
    const answer = await kinesisPutRecords(outputOf(server.endpoint)).put(ENTRIES);
    expect(answer).toMatchObject({ kind: 'retry', failure: { name: behaviour.error.type } });
  });

  it.each(['before', 'after'] as const)(
    'takes a connection that is cut %s the effect for a failure',
    async (cut) => {
      const server = await stand((count) => (count === 0 ? { cut } : {}));
      const sink = kinesisPutRecords(outputOf(server.endpoint));
      expect(await sink.put(ENTRIES)).toMatchObject({ kind: 'retry', failure: { name: 'ConnectionError' } });
      expect(await sink.put(ENTRIES)).toMatchObject({ kind: 'taken' });
      expect(server.taken).toHaveLength(cut === 'after' ? 4 : 2);
    },
  );

  it('gives up an answer that takes too long', async () => {
    const server = await stand(() => ({ delayMs: 2_000 }));
    const started = performance.now();
    const answer = await kinesisPutRecords(outputOf(server.endpoint, { timeoutMs: 100 })).put(ENTRIES);
    expect(answer).toMatchObject({ kind: 'retry', failure: { name: 'TimeoutError' } });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('gives up after 3 s unless told otherwise', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { promise: arrived, resolve: onRequest } = Promise.withResolvers<void>();
    const endpoint = await bareServer(() => onRequest());
    const onAnswer = vi.fn();
    const answer = kinesisPutRecords(outputOf(endpoint)).put(ENTRIES).finally(onAnswer);
    await arrived;
    vi.advanceTimersByTime(2_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(onAnswer).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(await answer).toMatchObject({ failure: { name: 'TimeoutError' } });
  });

  it('takes an answer that is cut in its middle for a failure', async () => {
    const endpoint = await bareServer((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"FailedRecordCount":0,"Records":[', () => response.destroy());
    });
    // Longer than the test may take: what settles the call is the cut.
    const sink = kinesisPutRecords(outputOf(endpoint, { timeoutMs: 60_000 }));
    expect(await sink.put(ENTRIES)).toMatchObject({ kind: 'retry', failure: { name: 'ConnectionError' } });
  });

  it('reads the name of an error from the header where the body has none', async () => {
    const endpoint = await bareServer((request, response) => {
      request.resume();
      response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' }).end();
    });
    expect(await kinesisPutRecords(outputOf(endpoint)).put(ENTRIES)).toMatchObject({
      failure: { name: 'AccessDeniedException' },
    });
  });

  it('tells an endpoint that does not answer', async () => {
    const server = await stand();
    const { endpoint } = server;
    await server.stop();
    expect(await kinesisPutRecords(outputOf(endpoint)).put(ENTRIES)).toMatchObject({
      kind: 'retry',
      failure: { name: 'ConnectionError' },
    });
  });
});

describe('putting to kinesis-mock', () => {
  const kinesis = testKinesis();

  it('is read back as it was put', async () => {
    const streamName = await kinesis.stream();
    const output = outputOf(kinesis.endpoint, { streamName, region: 'us-east-1' });
    const answer = await kinesisPutRecords(output).put(ENTRIES);
    expect(answer).toEqual({ kind: 'taken', failed: [] });
    const options = { position: TRIM_HORIZON, follow: false };
    const records = await Array.fromAsync(await readStream(kinesis.client, streamName, options));
    expect(records.map(({ partitionKey, data }) => [partitionKey, Buffer.from(data).toString()])).toEqual([
      ['key "1"', '{"a":1}'],
      ['schlüssel', '{"b":"é"}'],
    ]);
  });

  it('names the stream that is not there', async () => {
    const output = outputOf(kinesis.endpoint, { streamName: 'nowhere', region: 'us-east-1' });
    expect(await kinesisPutRecords(output).put(ENTRIES)).toMatchObject({
      kind: 'retry',
      failure: { name: 'ResourceNotFoundException' },
    });
  });
});
