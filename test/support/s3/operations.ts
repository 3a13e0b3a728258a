import type { IncomingHttpHeaders } from 'node:http';
import { headerOf, type UploadedBody } from './body.ts';
import { notImplemented, S3Error } from './errors.ts';
import { escapeXml, listingXml } from './listing.ts';
import { type PutCondition, S3Bucket, type S3Object } from './objects.ts';
import type { S3Call } from './request.ts';

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the operations work on. */
export interface S3State {
  readonly buckets: Map<string, S3Bucket>;
  readonly ignoreConditions: boolean;
  readonly pageKeys: number;
  readonly now: Date;
}

const EMPTY = Buffer.alloc(0);

/** Carries a request out, in one step and so atomically. @throws S3Error */
export function perform(
  call: S3Call,
  headers: IncomingHttpHeaders,
  upload: UploadedBody,
  state: S3State,
): S3Answer {
  if (call.operation === 'CreateBucket') return createBucket(call, state);
  const bucket = state.buckets.get(call.bucket);
  if (bucket === undefined) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
  switch (call.operation) {
    case 'PutObject':
      return putObject(call, headers, upload, bucket, state);
    case 'GetObject':
    case 'HeadObject':
      return getObject(headers, bucket.get(call.key), call.operation === 'HeadObject');
    case 'DeleteObject':
      bucket.delete(call.key);
      return { status: 204, headers: {}, body: EMPTY };
    case 'HeadBucket':
      return { status: 200, headers: {}, body: EMPTY };
    case 'ListObjectsV2':
      return xml(200, listingXml(call.bucket, bucket, call.query, state.pageKeys));
  }
}

function createBucket(call: S3Call, { buckets }: S3State): S3Answer {
  if (!buckets.has(call.bucket)) buckets.set(call.bucket, new S3Bucket());
  return { status: 200, headers: { location: `/${call.bucket}` }, body: EMPTY };
}

function putObject(
  call: S3Call,
  headers: IncomingHttpHeaders,
  { body, crc32 }: UploadedBody,
  bucket: S3Bucket,
  { ignoreConditions, now }: S3State,
): S3Answer {
  const condition = ignoreConditions ? { ifNoneMatch: undefined, ifMatch: undefined } : conditionOf(headers);
  const { etag } = bucket.put(call.key, { body, crc32, lastModified: now }, condition);
  return { status: 200, headers: { etag, ...checksumHeader(crc32) }, body: EMPTY };
}

function conditionOf(headers: IncomingHttpHeaders): PutCondition {
  const ifNoneMatch = headerOf(headers, 'if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('If-None-Match other than *');
  return { ifNoneMatch, ifMatch: headerOf(headers, 'if-match') };
}

function getObject(headers: IncomingHttpHeaders, object: S3Object, isHead: boolean): S3Answer {
  const { etag, lastModified, body, crc32 } = object;
  const stamp = { etag, 'last-modified': lastModified.toUTCString() };
  const ifMatch = headerOf(headers, 'if-match');
  if (ifMatch !== undefined && ifMatch !== etag) throw new S3Error(412, 'PreconditionFailed');
  if (headerOf(headers, 'if-none-match') === etag) return { status: 304, headers: stamp, body: EMPTY };
  const checksum = headerOf(headers, 'x-amz-checksum-mode') === 'ENABLED' ? checksumHeader(crc32) : {};
  const described = { ...stamp, ...checksum, 'content-length': String(body.length) };
  return { status: 200, headers: described, body: isHead ? EMPTY : body };
}

function checksumHeader(crc32: string | undefined): Record<string, string> {
  return crc32 === undefined ? {} : { 'x-amz-checksum-crc32': crc32 };
}

export function errorAnswer({ status, code, message }: S3Error): S3Answer {
  const details = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  return xml(status, `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${details}</Error>`);
}

function xml(status: number, text: string): S3Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(text) };
}
