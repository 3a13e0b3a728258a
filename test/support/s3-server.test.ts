import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeChunked } from './s3/body.ts';
import { type S3Fault, type S3Server, startS3Server } from './s3-server.ts';

let server: S3Server;
beforeEach(async () => {
  server = await startS3Server({ pageKeys: 2 });
});
afterEach(() => server.close());

const put = (key: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.endpoint}/weir/${key}`, { method: 'PUT', body, headers });
const checksumOf = (body: string) => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(body));
  return digest.toString('base64');
};

test('an upload in aws-chunked frames with a trailing checksum is stored without them', async () => {
  const framed = `5\r\nhello\r\n6;chunk-signature=0a\r\n world\r\n0\r\nx-amz-checksum-crc32:${checksumOf('hello world')}\r\n\r\n`;
  const headers = { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '11' };
  expect((await put('a', framed, headers)).status).toBe(200);
  const answer = await fetch(`${server.endpoint}/weir/a`, { headers: { 'x-amz-checksum-mode': 'ENABLED' } });
  expect(await answer.text()).toBe('hello world');
  expect(answer.headers.get('x-amz-checksum-crc32')).toBe(checksumOf('hello world'));
  expect(answer.headers.get('etag')).toBe('"5eb63bbbe01eeed093cb22bb8f5acdc3"');
});

test('a wrong checksum, a wrong length and broken frames are refused', async () => {
  const statusOf = async (answer: Promise<Response>) => (await answer).status;
  expect(await statusOf(put('a', 'x', { 'x-amz-checksum-crc32': checksumOf('y') }))).toBe(400);
  expect(await statusOf(put('a', 'x', { 'x-amz-decoded-content-length': '2' }))).toBe(400);
  expect(await statusOf(put('a', 'x', { 'content-encoding': 'aws-chunked' }))).toBe(400);
  expect((await fetch(`${server.endpoint}/weir/a`)).status).toBe(404);
  expect(() => decodeChunked(Buffer.from('no frames'))).toThrow('framing');
});

test('conditions are kept: 412 for a second create, 412 and 404 for a swap, 304 for an unchanged read', async () => {
  const etag = (await put('a', '1', { 'if-none-match': '*' })).headers.get('etag') ?? '';
  expect((await put('a', '2', { 'if-none-match': '*' })).status).toBe(412);
  expect((await put('a', '2', { 'if-match': '"other"' })).status).toBe(412);
  expect((await put('b', '2', { 'if-match': etag })).status).toBe(404);
  const unchanged = await fetch(`${server.endpoint}/weir/a`, { headers: { 'if-none-match': etag } });
  expect(unchanged.status).toBe(304);
  expect((await put('a', '2', { 'if-match': etag })).status).toBe(200);
});

test('a listing has pages, in the order of UTF-8, with keys encoded as asked', async () => {
  for (const key of ['b%20%2B', 'a', '%F0%9F%8D%B7', '%EF%BD%9E', 'c']) await put(key, 'x');
  const list = (query: string) =>
    fetch(`${server.endpoint}/weir?list-type=2&${query}`).then((answer) => answer.text());
  const keysOf = (xml: string) => [...xml.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);
  const first = await list('encoding-type=url');
  expect(keysOf(first)).toEqual(['a', 'b+%2B']);
  const token = /<NextContinuationToken>(.*?)</.exec(first)?.[1];
  expect(keysOf(await list(`continuation-token=${token}`))).toEqual(['c', '～']);
  expect(keysOf(await list('prefix=b'))).toEqual(['b +']);
  expect(keysOf(await list(`start-after=${encodeURIComponent('～')}`))).toEqual(['🍷']);
});

test('what the stand-in does not have is refused', async () => {
  const answers = await Promise.all([
    fetch(`${server.endpoint}/weir/a?acl`),
    fetch(`${server.endpoint}/weir/a`, { headers: { range: 'bytes=0-1' } }),
    fetch(`${server.endpoint}/weir`),
    fetch(`${server.endpoint}/weir/a`, { method: 'POST' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([501, 501, 501, 501]);
});

test('a fault before the effect stores nothing, one after it loses the answer alone, and each is counted', async () => {
  const answerTo = async (fault: S3Fault) => {
    await server.close();
    server = await startS3Server();
    server.setFault(() => fault);
    const given = await fetch(`${server.endpoint}/weir/a`, {
      method: 'PUT',
      body: 'x',
      signal: AbortSignal.timeout(300),
    })
      .then(async (answer) => `${answer.status} ${await answer.text()}`)
      .catch((error: Error) => error.name);
    server.setFault(undefined);
    expect(server.faults).toMatchObject({ [fault.kind]: 1 });
    return [given, (await fetch(`${server.endpoint}/weir/a`)).status];
  };
  expect(await answerTo({ kind: 'time-out' })).toEqual(['TimeoutError', 404]);
  expect(await answerTo({ kind: 'cut' })).toEqual(['TypeError', 404]);
  expect(await answerTo({ kind: 'cut-answer' })).toEqual(['TypeError', 200]);
  expect(await answerTo({ kind: 'drop-answer' })).toEqual(['TypeError', 200]);
  expect(await answerTo({ kind: 'delay', ms: 1 })).toEqual(['200 ', 200]);
  expect(await answerTo({ kind: 'error', status: 503, code: 'SlowDown' })).toEqual([
    expect.stringContaining('503'),
    404,
  ]);
});
