import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { DriftResult } from '../../../../lib/contract/drift.ts';
import { annotationOf, grafanaAnnotations } from '../../../../monitoring/drift/publish/annotation.ts';

const result = {
  model: 'wine',
  version: 3,
  window: { id: '2026-11-21T02', from: '2026-11-20T21', to: '2026-11-21T02', hours: 6 },
  alarm: true,
  drifted: ['alcohol', '<img src=x onerror=alert(1)>'],
  quality: [
    { kind: 'missing', feature: 'sugar' },
    { kind: 'volume', feature: null },
  ],
} as unknown as DriftResult;

interface Posted {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A Grafana that answers with these states in turn. */
async function grafana(...states: readonly number[]) {
  const posted: Posted[] = [];
  const server = createServer(async (request, response) => {
    posted.push({
      path: request.url,
      authorization: request.headers.authorization,
      body: await bodyOf(request),
    });
    response.writeHead(states[posted.length - 1] ?? 200).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await Array.fromAsync(request)).toString();
}

test('an annotation spans the window, names what drifted, and escapes what others named', () => {
  const annotation = annotationOf(result, 'https://reports.example.com/v3.html?a=1&b="2"');
  expect(annotation).toMatchObject({
    time: Date.parse('2026-11-20T21:00:00Z'),
    timeEnd: Date.parse('2026-11-21T03:00:00Z'),
    tags: ['weir-drift', 'wine'],
  });
  expect(annotation.text).toContain('drifted: alcohol, &lt;img src=x');
  expect(annotation.text).toContain('data quality: sugar (missing), volume');
  expect(annotation.text).toContain('href="https://reports.example.com/v3.html?a=1&amp;b=&quot;2&quot;"');
  expect(annotation.text).not.toContain('<img');
});

test('the token is asked for at the first annotation alone, and again when it was refused', async () => {
  const { url, posted } = await grafana(200, 200, 401, 200);
  let asked = 0;
  const post = grafanaAnnotations({ url, token: async () => `token-${++asked}` });
  expect(asked).toBe(0);
  await post(annotationOf(result));
  await post(annotationOf(result));
  await expect(post(annotationOf(result))).rejects.toThrow('Grafana answered 401');
  await post(annotationOf(result));
  expect(posted.map(({ authorization }) => authorization)).toEqual([
    'Bearer token-1',
    'Bearer token-1',
    'Bearer token-1',
    'Bearer token-2',
  ]);
  expect(posted[0]!.path).toBe('/api/annotations');
  expect(JSON.parse(posted[0]!.body)).toEqual(annotationOf(result));
});

test('a token that cannot be had is asked for again', async () => {
  const { url } = await grafana();
  const answers = [Promise.reject(new Error('denied')), Promise.resolve('token')];
  const post = grafanaAnnotations({ url, token: () => answers.shift()! });
  await expect(post(annotationOf(result))).rejects.toThrow('denied');
  await post(annotationOf(result));
});
