import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { UserError } from '../../../../lib/contract/errors.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { createS3Client } from '../../../../lib/registry/adapters/s3-client.ts';
import { type ObjectStore, PreconditionFailed } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { StoreError, StoreTimeout } from '../../../../lib/registry/store-errors.ts';
import { type S3Fault, type S3Server, s3Environment, startS3Server } from '../../../support/s3-server.ts';
import { bytes, textOf } from '../support/collect.ts';
import { draftOf, MODEL, move } from '../support/draft.ts';
import { ConditionsIgnored, probeConditions } from '../support/probe.ts';

function useEndpoint(endpoint: string): void {
  for (const [name, value] of Object.entries(s3Environment(endpoint))) vi.stubEnv(name, value);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('an S3 store whose server fails', () => {
  let server: S3Server;
  let store: ObjectStore;
  beforeEach(async () => {
    server = await startS3Server({ clock: () => new Date('2031-02-03T04:05:06.789Z') });
    useEndpoint(server.endpoint);
    store = openStore('s3://weir/prefix');
  });
  afterEach(() => server.close());

  /** Fails the first puts, so many of them. */
  const failPuts = (count: number, fault: S3Fault) =>
    server.setFault(({ operation, puts }) =>
      operation === 'PutObject' && puts <= count ? fault : undefined,
    );

  test('a conflict with a write of the same moment (409) is tried again', async () => {
    failPuts(2, { kind: 'error', status: 409, code: 'ConditionalRequestConflict' });
    await store.create('a', bytes('1'));
    expect(await textOf(store, 'a')).toBe('1');
  });

  test.each([500, 503])('an answer of %i is tried again', async (status) => {
    failPuts(1, { kind: 'error', status, code: 'SlowDown' });
    await store.create('a', bytes('1'));
    expect(await textOf(store, 'a')).toBe('1');
  });

  test('a write that took effect and whose answer was lost ends in PreconditionFailed, with its body stored', async () => {
    failPuts(1, { kind: 'drop-answer' });
    await expect(store.create('a', bytes('mine'))).rejects.toThrow(PreconditionFailed);
    expect(await textOf(store, 'a')).toBe('mine');
  });

  test('a registry recognises its own writes when every second answer to a put is lost', async () => {
    server.setFault(({ operation, puts }) =>
      operation === 'PutObject' && puts % 2 === 1 ? { kind: 'drop-answer' } : undefined,
    );
    const registry = new ModelRegistry(store);
    expect((await registry.publish(draftOf(MODEL))).version).toBe(1);
    expect((await registry.publish(draftOf(MODEL))).version).toBe(2);
    expect(await registry.moveAlias({ ...move, version: 1 })).toMatchObject({ sequence: 1, version: 1 });
    expect(await registry.moveAlias({ ...move, version: 2 })).toMatchObject({ sequence: 2, version: 2 });
    expect(await registry.rollback(move)).toMatchObject({ sequence: 3, version: 1 });
  });

  test.each([
    ['comes late', { kind: 'delay', ms: 3_000 }],
    ['stalls in its body', { kind: 'stall-body' }],
  ] as const)('a read whose answer %s ends after its total time', async (_, fault) => {
    await store.create('a', bytes('a body of some length'));
    server.setFault(() => fault);
    const startedAt = performance.now();
    await expect(store.get('a', { timeoutMs: 300 })).rejects.toThrow(StoreTimeout);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('retries do not outlast the total time of a read', async () => {
    server.setFault(() => ({ kind: 'error', status: 503, code: 'SlowDown' }));
    const startedAt = performance.now();
    await expect(store.get('a', { timeoutMs: 20 })).rejects.toThrow(StoreError);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('a missing bucket is a fault, never a missing object or a failed condition', async () => {
    const missing = openStore('s3://not-there');
    const operations = [
      missing.get('a'),
      missing.create('a', bytes('1')),
      missing.swap('a', bytes('1'), '"etag"'),
      Array.fromAsync(missing.list('')),
    ];
    for (const outcome of await Promise.allSettled(operations))
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { name: 'StoreError', message: expect.stringContaining('NoSuchBucket') },
      });
  });

  test('a refusal names what was refused and keeps its cause', async () => {
    server.setFault(() => ({ kind: 'error', status: 403, code: 'AccessDenied' }));
    await expect(store.create('a', bytes('1'))).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringMatching(/writing a in s3:\/\/weir\/prefix failed: AccessDenied/),
      cause: { name: 'AccessDenied' },
    });
  });

  test('a server that is not there is a fault', async () => {
    await server.close();
    await expect(store.get('a')).rejects.toThrow(StoreError);
  });

  test("the time is the server's, also for a caller that may not list", async () => {
    expect(await store.now()).toEqual(new Date('2031-02-03T04:05:06Z'));
    server.setFault(() => ({ kind: 'error', status: 403, code: 'AccessDenied' }));
    expect(await store.now()).toEqual(new Date('2031-02-03T04:05:06Z'));
    server.setFault(() => ({ kind: 'error', status: 400, code: 'BadRequest' }));
    await expect(store.now()).rejects.toThrow(StoreError);
  });

  test('keys go below the prefix, and another prefix does not see them', async () => {
    await store.create('a', bytes('1'));
    expect(server.requests.at(-1)).toMatchObject({ bucket: 'weir', key: 'prefix/a' });
    expect(await openStore('s3://weir/pre').get('fix/a')).toBeUndefined();
    expect(await textOf(openStore('s3://weir'), 'prefix/a')).toBe('1');
  });
});

describe('addressing', () => {
  test('with an endpoint in the environment, the bucket goes into the path, whatever its host', async () => {
    const server = await startS3Server();
    useEndpoint(server.endpoint.replace('127.0.0.1', 'localhost'));
    await openStore('s3://weir').create('a', bytes('1'));
    expect(server.requests).toMatchObject([{ bucket: 'weir', key: 'a' }]);
    await server.close();
  });

  test('without one, it goes into the host name', () => {
    const { endpointProvider } = createS3Client().config;
    const url = (parameters: { Endpoint?: string }) =>
      endpointProvider({ Bucket: 'weir', Region: 'eu-west-1', ...parameters }).url.href;
    expect(url({})).toBe('https://weir.s3.eu-west-1.amazonaws.com/');
    expect(url({ Endpoint: 'http://s3.internal:9000' })).toBe('http://s3.internal:9000/weir');
  });
});

test('a place in S3 without a region is a mistake that says what to set', async () => {
  useEndpoint('http://127.0.0.1:9');
  vi.stubEnv('AWS_REGION', undefined);
  for (const file of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(file, '/dev/null');
  const read = openStore('s3://weir/models').get('a');
  await expect(read).rejects.toThrow(UserError);
  await expect(read).rejects.toThrow(/^there is no AWS region for s3:\/\/weir\/models: set AWS_REGION/);
});

test('a success that is not from S3, such as the page of a captive portal, is a fault and no object', async () => {
  const portal = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>');
  }).listen(0, '127.0.0.1');
  await once(portal, 'listening');
  onTestFinished(() => void portal.close().closeAllConnections());
  useEndpoint(`http://127.0.0.1:${(portal.address() as AddressInfo).port}`);
  const store = openStore('s3://weir');
  const operations = [
    store.get('a'),
    store.create('a', bytes('1')),
    store.swap('a', bytes('1'), '"etag"'),
    Array.fromAsync(store.list('')),
  ];
  for (const outcome of await Promise.allSettled(operations))
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { name: 'StoreError', message: expect.stringMatching(/something other than S3 answers/) },
    });
});

test('the probe finds out a server that ignores conditions', async () => {
  const server = await startS3Server({ ignoreConditions: true });
  useEndpoint(server.endpoint);
  await expect(probeConditions(openStore('s3://weir'))).rejects.toThrow(ConditionsIgnored);
  await server.close();
});
