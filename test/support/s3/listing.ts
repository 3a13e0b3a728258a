import { notImplemented } from './errors.ts';
import type { S3Bucket, S3Object } from './objects.ts';

/** S3 gives at most so many keys a page. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const MAX_KEYS = 1000;

/** The answer to ListObjectsV2, of `pageKeys` keys at most. */
export function listingXml(name: string, bucket: S3Bucket, query: URLSearchParams, pageKeys: number): string {
  if (query.has('delimiter')) throw notImplemented('delimiter');
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const startAfter = token === null ? (query.get('start-after') ?? '') : decodeToken(token);
  const maxKeys = Math.min(Number(query.get('max-keys') ?? pageKeys), pageKeys);
  const { entries, isTruncated } = bucket.list({ prefix, startAfter, maxKeys });
  const encode = query.get('encoding-type') === 'url' ? formEncode : escapeXml;
  const last = entries.at(-1)?.[0];
  const more =
    isTruncated && last !== undefined
      ? `<NextContinuationToken>${encodeToken(last)}</NextContinuationToken>`
      : '';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<Name>${name}</Name><Prefix>${encode(prefix)}</Prefix><KeyCount>${entries.length}</KeyCount>` +
    `<MaxKeys>${maxKeys}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${more}` +
    `${entries.map(([key, object]) => entryXml(encode(key), object)).join('')}</ListBucketResult>`
  );
}

function entryXml(key: string, { etag, body, lastModified }: S3Object): string {
  return (
    `<Contents><Key>${key}</Key><LastModified>${lastModified.toISOString()}</LastModified>` +
    `<ETag>${escapeXml(etag)}</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  );
}

/** encoding-type=url is the encoding of forms: a space becomes "+". */
function formEncode(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decodeToken(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
