import { createHash } from 'node:crypto';
import { S3Error } from './errors.ts';

export interface S3Object {
  readonly body: Buffer;
  /** MD5 of the body in quotes, as S3 gives for objects written in one part. */
  readonly etag: string;
  readonly lastModified: Date;
  /** Base64 CRC-32, when the writer sent one. */
  readonly crc32: string | undefined;
}

/** The condition of a PutObject. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export interface PutCondition {
  readonly ifNoneMatch: string | undefined;
  readonly ifMatch: string | undefined;
}

export interface Listing {
  readonly prefix: string;
  readonly startAfter: string;
  readonly maxKeys: number;
}

/** A bucket in memory. Every method is synchronous: a request takes effect as a whole or not at all. */
export class S3Bucket {
  readonly #objects = new Map<string, S3Object>();

  get(key: string): S3Object {
    const object = this.#objects.get(key);
    if (object === undefined) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
    return object;
  }

  put(key: string, object: Omit<S3Object, 'etag'>, condition: PutCondition): S3Object {
    this.#checkCondition(key, condition);
    const etag = `"${createHash('md5').update(object.body).digest('hex')}"`;
    const stored = { ...object, etag };
    this.#objects.set(key, stored);
    return stored;
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }

  /** Keys in the order of their UTF-8 bytes. */
  list({ prefix, startAfter, maxKeys }: Listing): { entries: [string, S3Object][]; isTruncated: boolean } {
    const inRange = [...this.#objects]
      .filter(([key]) => key.startsWith(prefix) && compareUtf8(key, startAfter) > 0)
      .sort(([a], [b]) => compareUtf8(a, b));
    return { entries: inRange.slice(0, maxKeys), isTruncated: inRange.length > maxKeys };
  }

  #checkCondition(key: string, { ifNoneMatch, ifMatch }: PutCondition): void {
    const existing = this.#objects.get(key);
    const failed = new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions did not hold');
    if (ifNoneMatch !== undefined && existing) throw failed;
    if (ifMatch === undefined) return;
    if (existing === undefined) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
    if (existing.etag !== ifMatch) throw failed;
  }
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
