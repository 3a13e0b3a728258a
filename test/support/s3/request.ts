import type { IncomingMessage } from 'node:http';
import { headerOf } from './body.ts';
import { notImplemented } from './errors.ts';

/** The operations of the S3 API that the stand-in has; everything else is answered with 501. */
export type S3Operation =
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject'
  | 'ListObjectsV2'
  | 'CreateBucket'
  | 'HeadBucket';

export interface S3Call {
  readonly operation: S3Operation;
  readonly bucket: string;
  /** Empty for requests on the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

/** Parameters that select another operation or a part of this one; an operation that ignored them would lie. */
const UNSUPPORTED_QUERY =
  /^(acl|tagging|uploads|uploadId|versionId|versions|policy|location|delete|partNumber)$/;
const UNSUPPORTED_HEADERS = ['range', 'x-amz-copy-source', 'if-modified-since', 'if-unmodified-since'];

const OBJECT_OPERATIONS: Record<string, S3Operation> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};
const BUCKET_OPERATIONS: Record<string, S3Operation> = {
  PUT: 'CreateBucket',
  GET: 'ListObjectsV2',
  HEAD: 'HeadBucket',
};

/**
 * What a request asks for. The path is taken as it came: URL classes would resolve ".." in a key.
 * @throws S3Error 501 for what the stand-in does not have
 */
export function parseRequest(request: IncomingMessage): S3Call {
  const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
  const [, bucket = '', rawKey = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const query = new URLSearchParams(search);
  const key = decodeURIComponent(rawKey);
  const operations = key === '' ? BUCKET_OPERATIONS : OBJECT_OPERATIONS;
  const operation = operations[request.method ?? ''];
  if (operation === undefined || bucket === '') throw notImplemented(`${request.method} ${path}`);
  checkSupported(request, query, operation);
  return { operation, bucket, key, query };
}

function checkSupported(request: IncomingMessage, query: URLSearchParams, operation: S3Operation): void {
  const parameter = [...query.keys()].find((name) => UNSUPPORTED_QUERY.test(name));
  if (parameter !== undefined) throw notImplemented(`query parameter ${parameter}`);
  const header = UNSUPPORTED_HEADERS.find((name) => headerOf(request.headers, name) !== undefined);
  if (header !== undefined) throw notImplemented(`header ${header}`);
  if (operation === 'ListObjectsV2' && query.get('list-type') !== '2')
    throw notImplemented('ListObjects (1)');
}
