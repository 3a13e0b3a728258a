import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MAX_BODY_BYTES } from '../../../localstack/console/body.ts';
import { startConsole } from '../../../localstack/console/server.ts';
import { ask, change, consoleOf, recordingPorts, TOKEN } from './support.ts';

describe('the console answers', () => {
  it('with a page that runs its own files alone and holds the token, which no other answer does', async () => {
    const served = await consoleOf(recordingPorts());
    const page = await ask(served, '/');
    expect(page.status).toBe(200);
    expect(page.body).toContain(`content="${TOKEN}"`);
    expect(page.body).not.toMatch(/<script(?![^>]* src="\/)|style=|onclick|https?:/);
    const policy = page.headers['content-security-policy']!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|http|data:/);
    for (const path of ['/console.js', '/console.css', '/icon.svg', '/api/live', '/api/state', '/metrics']) {
      const { status, body } = await ask(served, path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(body).not.toContain(TOKEN);
    }
  });

  it('with headers by which nothing is guessed, framed, kept, told on or read by others', async () => {
    const served = await consoleOf(recordingPorts());
    for (const path of ['/', '/api/live', '/metrics', '/reports/versions/1', '/nothing']) {
      const { headers } = await ask(served, path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('with reports in a sandbox: others wrote what lies in a registry', async () => {
    const served = await consoleOf(recordingPorts());
    for (const path of ['/reports/versions/1', '/reports/drift/2026-11-21T02/v3']) {
      const { status, headers } = await ask(served, path);
      expect(status).toBe(200);
      const policy = headers['content-security-policy']!;
      expect(policy).toMatch(/sandbox/);
      expect(policy).not.toMatch(/script|allow-same-origin|allow-scripts/);
    }
  });

  it('with the result beside a report, to which the report links', async () => {
    const served = await consoleOf(recordingPorts());
    const { headers, body } = await ask(served, '/reports/drift/2026-11-21T02/v3.json');
    expect({ type: headers['content-type'], body }).toEqual({
      type: 'application/json',
      body: '{"schema":1}',
    });
    expect((await ask(served, '/reports/drift/2026-11-21T02/v4.json')).status).toBe(404);
  });

  it('with the metrics, for Prometheus', async () => {
    const served = await consoleOf(recordingPorts());
    const { headers, body } = await ask(served, '/metrics');
    expect({ type: headers['content-type'], body }).toEqual({
      type: 'text/plain; version=0.0.4',
      body: 'weir_up 1\n',
    });
  });

  it.each([
    '/../server.ts',
    '/page/main.ts',
    '/console.js/../../package.json',
    '/%2e%2e/package.json',
    '/reports/versions/../../etc/passwd',
    '/reports/versions/1%00',
    '/reports/versions/0',
    '/reports/versions/2',
    '/reports/drift/../v3',
    '/reports/drift/2026-11-21T02/v4',
    '/reports/drift/2026-11-21T02%2f..%2f..%2f/v3',
    'http://example.com/api/live',
    '//api/live',
    '/api/live/',
  ])('with nothing at %s', async (path) => {
    const served = await consoleOf(recordingPorts());
    expect((await ask(served, path)).status).toBe(404);
  });

  it('with a fault that the terminal knows and the page does not', async () => {
    const told: string[] = [];
    const live = () => Promise.reject(new Error('the disk of /secret is gone'));
    const served = await consoleOf({ ...recordingPorts(), live }, (reason) => told.push(reason));
    const { status, body } = await ask(served, '/api/live');
    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(told).toEqual(['Error: the disk of /secret is gone']);
  });
});

describe('a change', () => {
  it('is made for the page', async () => {
    const ports = recordingPorts();
    const served = await consoleOf(ports);
    const promotion = { version: 2, expectSequence: 1, reason: 'better' };
    expect(await change(served, '/api/promote', promotion)).toMatchObject({ status: 200 });
    expect(await change(served, '/api/rollback', { expectSequence: 2 })).toMatchObject({ status: 200 });
    expect(await change(served, '/api/judge', {})).toMatchObject({ status: 202 });
    expect(ports.asked).toEqual([
      ['promote', promotion],
      ['rollback', { expectSequence: 2 }],
      ['judge', undefined],
    ]);
  });

  it.each([
    ['another Host', { Host: 'rebound.example.com' }, 421],
    ['another Origin', { Origin: 'http://example.com' }, 403],
    ['a wrong token', { 'X-Weir-Token': 'guessed' }, 403],
    ['the body of a form', { 'Content-Type': 'text/plain' }, 415],
  ])('is refused with %s', async (_what, headers, status) => {
    const ports = recordingPorts();
    const served = await consoleOf(ports);
    expect(await change(served, '/api/promote', { version: 2, expectSequence: 1 }, headers)).toMatchObject({
      status,
    });
    expect(ports.asked).toEqual([]);
  });

  it('is refused by another method, with a body that is none, too large, or asks for something else', async () => {
    const ports = recordingPorts();
    const served = await consoleOf(ports);
    expect(await ask(served, '/api/promote')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await ask(served, '/api/live', { method: 'DELETE' })).toMatchObject({ status: 405 });
    expect(await ask(served, '/api/promote', { method: 'OPTIONS' })).toMatchObject({ status: 405 });
    expect(await change(served, '/api/promote', { version: '2' })).toMatchObject({ status: 400 });
    expect(await change(served, '/api/promote', { version: 2, expectSequence: 1, alias: 'x' })).toMatchObject(
      { status: 400 },
    );
    const large = { version: 2, expectSequence: 1, reason: 'x'.repeat(MAX_BODY_BYTES) };
    expect(await change(served, '/api/promote', large)).toMatchObject({ status: 413 });
    expect(ports.asked).toEqual([]);
  });

  it('that is refused for a reason is an answer with the reason', async () => {
    const refusal = { kind: 'gate' as const, message: 'Version 2 is refused by latency.', checks: [] };
    const served = await consoleOf({ ...recordingPorts(), promote: async () => ({ moved: false, refusal }) });
    const { status, body } = await change(served, '/api/promote', { version: 2, expectSequence: 1 });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ moved: false, refusal });
  });
});

it('a port of another program is no console, and closing ends what is open', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  expect(await startConsole(recordingPorts(), { port })).toBeUndefined();
  const never = new Promise<never>(() => undefined);
  const served = (await startConsole({ ...recordingPorts(), live: () => never }, { port: 0 }))!;
  const hanging = ask(served, '/api/live').catch(() => 'cut off');
  await new Promise((resolve) => setTimeout(resolve, 20));
  await served.close();
  expect(await hanging).toBe('cut off');
});
