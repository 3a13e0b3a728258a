import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { S3Error } from './errors.ts';

export interface UploadedBody {
  readonly body: Buffer;
  /** Base64 CRC-32 of the body, when the client sent one. */
  readonly crc32: string | undefined;
}

/** Reads an upload, takes aws-chunked framing off, and holds it against its length and checksum. */
export async function readUpload(request: IncomingMessage): Promise<UploadedBody> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const raw = Buffer.concat(parts);
  const { body, trailers } = isChunked(request.headers)
    ? decodeChunked(raw)
    : { body: raw, trailers: new Map<string, string>() };
  const decodedLength = headerOf(request.headers, 'x-amz-decoded-content-length');
  if (decodedLength !== undefined && Number(decodedLength) !== body.length)
    throw new S3Error(400, 'IncompleteBody', 'The body is shorter or longer than its decoded length says');
  const sent = trailers.get('x-amz-checksum-crc32') ?? headerOf(request.headers, 'x-amz-checksum-crc32');
  if (sent !== undefined && sent !== crc32Base64(body))
    throw new S3Error(400, 'BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
  return { body, crc32: sent };
}

function isChunked(headers: IncomingHttpHeaders): boolean {
  return (
    (headerOf(headers, 'content-encoding') ?? '').includes('aws-chunked') ||
    (headerOf(headers, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-')
  );
}

/**
 * Takes the framing of aws-chunked off: chunks of "<hex length>[;chunk-signature=…]\r\n<data>\r\n", a last one of
 * length 0, then trailing headers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeChunked(raw: Buffer): { body: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = raw.indexOf('\r\n', at);
    const length = Number.parseInt(raw.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(length))
      throw new S3Error(400, 'InvalidRequest', 'broken aws-chunked framing');
    at = lineEnd + 2;
    if (length === 0) break;
    chunks.push(raw.subarray(at, at + length));
    at += length + 2;
  }
  return { body: Buffer.concat(chunks), trailers: parseTrailers(raw.toString('latin1', at)) };
}

function parseTrailers(text: string): Map<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function crc32Base64(body: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

/** A header's value, joined when it came more than once. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
