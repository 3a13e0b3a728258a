import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ListObjectsV2Output } from '@aws-sdk/client-s3';
import { UserError } from '../../contract/errors.ts';
import {
  type GetOptions,
  NOT_MODIFIED,
  type ObjectStore,
  type ObjectSummary,
  PreconditionFailed,
  type StoredObject,
} from '../object-store.ts';
import { checkKey, KEY_MAX_BYTES, KeyInvalid, StoreError } from '../store-errors.ts';
import { within } from '../within.ts';
import { describeServiceError, isMissingObject, isRegionMissing, statusOf } from './s3-errors.ts';

type Sdk = typeof import('./s3-client.ts');
type Connection = { readonly sdk: Sdk; readonly client: ReturnType<Sdk['createS3Client']> };
type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

export interface S3Place {
  readonly bucket: string;
  /** Before every key, with a slash between; empty for none. */
  readonly prefix: string;
}

/** Where a page of a listing begins. */
type ListFrom = { readonly StartAfter?: string; readonly ContinuationToken?: string };

/** Pauses before a write that met another at the same moment (409) is tried again. */
const CONFLICT_DELAYS_MS = [50, 100, 200, 400, 800] as const;

/** By the end of a key: a browser shows a report that says what it is, and downloads all else. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.json', 'application/json'],
]);

/** A key that is never written, to ask for the time by. */
const TIME_KEY = '.time';

/**
 * An object store in an S3 bucket, by conditional writes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * The SDK is loaded with the first request, so that a process which uses a directory never pays for it. Its own
 * retries stay on: a write whose answer was lost then ends in PreconditionFailed, as the port says. Etags are
 * digests of the content, so bodies that are swapped carry something that never comes twice, such as a writeId.
 */
export class S3Store implements ObjectStore {
  readonly location: string;
  readonly #bucket: string;
  readonly #prefix: string;
  #connection: Promise<Connection> | undefined;

  constructor({ bucket, prefix }: S3Place) {
    this.location = prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
    this.#bucket = bucket;
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject | typeof NOT_MODIFIED | undefined> {
    const object = this.#object(key);
    const condition = options.ifNoneMatch === undefined ? {} : { IfNoneMatch: options.ifNoneMatch };
    return this.#run(`reading ${key}`, async (connection) => {
      try {
        return await within(options.timeoutMs, (signal) =>
          fetchObject(connection, { ...object, ...condition }, signal),
        );
      } catch (error) {
        if (statusOf(error) === 304) return NOT_MODIFIED;
        if (isMissingObject(error)) return undefined;
        throw error;
      }
    });
  }

  async create(key: string, body: Uint8Array): Promise<{ readonly etag: string }> {
    return this.#put(key, body, { IfNoneMatch: '*' });
  }

  async swap(key: string, body: Uint8Array, etag: string): Promise<{ readonly etag: string }> {
    return this.#put(key, body, { IfMatch: etag });
  }

  async *list(prefix: string, options: { readonly startAfter?: string } = {}): AsyncIterable<ObjectSummary> {
    const place = { Bucket: this.#bucket, Prefix: this.#prefix + prefix, EncodingType: 'url' } as const;
    let from: ListFrom | undefined = options.startAfter
      ? { StartAfter: this.#prefix + options.startAfter }
      : {};
    while (from) {
      const input = { ...place, ...from };
      const page: ListObjectsV2Output = await this.#run(`listing ${prefix}`, ({ client, sdk }) =>
        listPage(client.send(new sdk.ListObjectsV2Command(input))),
      );
      for (const entry of page.Contents ?? []) {
        const key = decodeKey(entry.Key ?? '').slice(this.#prefix.length);
        yield { key, bytes: entry.Size ?? 0, ...stampOf(entry) };
      }
      const token = page.NextContinuationToken;
      from = page.IsTruncated && token ? { ContinuationToken: token } : undefined;
    }
  }

  async delete(key: string): Promise<void> {
    const object = this.#object(key);
    await this.#run(`deleting ${key}`, ({ client, sdk }) => client.send(new sdk.DeleteObjectCommand(object)));
  }

  /** From the Date header of an answer: to the second. */
  async now(): Promise<Date> {
    const object = this.#object(TIME_KEY);
    return this.#run('asking for the time', async ({ client, sdk }) => {
      return parseDate(await sdk.askForDate(client, object));
    });
  }

  #object(key: string): { readonly Bucket: string; readonly Key: string } {
    checkKey(key);
    const Key = this.#prefix + key;
    if (Buffer.byteLength(Key) > KEY_MAX_BYTES)
      throw new KeyInvalid(
        `${JSON.stringify(Key)} cannot be an S3 key: it is longer than ${KEY_MAX_BYTES} bytes`,
      );
    return { Bucket: this.#bucket, Key };
  }

  async #put(key: string, body: Uint8Array, condition: Condition): Promise<{ readonly etag: string }> {
    const input = { ...this.#object(key), Body: body, ...contentType(key), ...condition };
    return this.#run(`writing ${key}`, async ({ client, sdk }) => {
      for (let attempt = 0; ; attempt++) {
        try {
          const { ETag } = await client.send(new sdk.PutObjectCommand(input));
          return { etag: present(ETag, 'ETag') };
        } catch (error) {
          if (statusOf(error) === 412) throw new PreconditionFailed(key, { cause: error });
          if ('IfMatch' in condition && isMissingObject(error))
            throw new PreconditionFailed(key, { cause: error });
          const delayMs = CONFLICT_DELAYS_MS[attempt];
          if (statusOf(error) !== 409 || delayMs === undefined) throw error;
          await delay(delayMs * (0.5 + Math.random()));
        }
      }
    });
  }

  async #run<T>(what: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#connect());
    } catch (error) {
      if (error instanceof PreconditionFailed || error instanceof StoreError) throw error;
      if (isRegionMissing(error))
        throw new UserError(
          `there is no AWS region for ${this.location}: set AWS_REGION to the bucket's, such as AWS_REGION=eu-west-1, or name it in the profile of AWS_PROFILE`,
          { cause: error },
        );
      const reason = describeServiceError(error);
      throw new StoreError(`${what} in ${this.location} failed: ${reason}`, { cause: error });
    }
  }

  /** One connection for all; one that could not be made is tried again by the next request. */
  #connect(): Promise<Connection> {
    this.#connection ??= connect().catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }
}

async function connect(): Promise<Connection> {
  const sdk = await import('./s3-client.ts');
  return { sdk, client: sdk.createS3Client() };
}

async function listPage(sent: Promise<ListObjectsV2Output>): Promise<ListObjectsV2Output> {
  const page = await sent;
  present(page.IsTruncated, 'IsTruncated');
  return page;
}

async function fetchObject(
  { client, sdk }: Connection,
  input: { readonly Bucket: string; readonly Key: string; readonly IfNoneMatch?: string },
  signal: AbortSignal | undefined,
): Promise<StoredObject> {
  const answer = await client.send(new sdk.GetObjectCommand(input), signal ? { abortSignal: signal } : {});
  const { Body } = answer;
  if (answer.ETag === undefined && Body && 'destroy' in Body) Body.destroy();
  present(answer.ETag, 'ETag');
  // The SDK's signal ends with the headers; a body that stalls after them is cut off here.
  signal?.addEventListener('abort', () => Body && 'destroy' in Body && Body.destroy());
  return { body: (await Body?.transformToByteArray()) ?? new Uint8Array(), ...stampOf(answer) };
}

/**
 * What every answer of S3 has. A success without it is another's, such as the page of a captive portal, which
 * must not pass for an object or an empty list.
 */
function present<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  throw new NotS3(`the answer has no ${name}, so something other than S3 answers (a proxy or a login page?)`);
}

/** A success that S3 did not send. */
class NotS3 extends Error {
  override readonly name = 'NotS3';
}

function stampOf(answer: { readonly ETag?: string | undefined; readonly LastModified?: Date | undefined }) {
  return { etag: answer.ETag ?? '', lastModified: wholeSeconds(answer.LastModified?.getTime() ?? 0) };
}

/** HTTP dates have no fractions, listings may have: without, all times of the store compare. */
function wholeSeconds(timeMs: number): Date {
  return new Date(Math.floor(timeMs / 1000) * 1000);
}

/** A key as a listing encodes it: like a form, with "+" for a space. */
function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}

function parseDate(header: string | undefined): Date {
  const time = Date.parse(header ?? '');
  if (Number.isNaN(time)) throw new StoreError('the answer has no Date header that can be read');
  return new Date(time);
}

function contentType(key: string): { readonly ContentType?: string } {
  const type = CONTENT_TYPES.get(extname(key));
  return type === undefined ? {} : { ContentType: type };
}
