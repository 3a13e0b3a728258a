/**
 * The one port under the registry, studies, windows and quarantine: objects under keys with create-only and
 * compare-and-swap writes, strongly consistent reads. Adapters are peers: S3 and a local directory.
 */
export interface ObjectStore {
  /** Where it is, for messages: "s3://bucket/prefix" or a directory. */
  readonly location: string;

  /** The object, undefined when there is none, or NOT_MODIFIED when its etag is still `ifNoneMatch`. */
  get(key: string, options?: GetOptions): Promise<StoredObject | typeof NOT_MODIFIED | undefined>;

  /**
   * Writes a new object. The whole object appears, or nothing.
   * @throws PreconditionFailed when the key exists: also when an earlier answer of ours was lost, so callers
   *   put a writeId into what they write and read back.
   */
  create(key: string, body: Uint8Array): Promise<{ readonly etag: string }>;

  /**
   * Replaces the object whose etag is still `etag`.
   * @throws PreconditionFailed when it has another etag by now, or is gone.
   */
  swap(key: string, body: Uint8Array, etag: string): Promise<{ readonly etag: string }>;

  /** The objects whose keys start with `prefix`, in ascending order of their UTF-8 keys. */
  list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<ObjectSummary>;

  /** Removes the object; nothing happens when there is none. */
  delete(key: string): Promise<void>;

  /** The store's own time, by which ages and leases are judged: never a client's clock. */
  now(): Promise<Date>;
}

export interface GetOptions {
  readonly ifNoneMatch?: string;
  /** Gives up after so many milliseconds, retries included. Default: the adapter's own. */
  readonly timeoutMs?: number;
}

export interface StoredObject {
  readonly body: Uint8Array;
  readonly etag: string;
  readonly lastModified: Date;
}

export interface ObjectSummary {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly lastModified: Date;
}

/** What `get` answers when the object is still the one the caller knows. */
export const NOT_MODIFIED = Symbol('not modified');

/** The condition of a create or a swap did not hold: someone else was there first, or our own lost answer. */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed';
  readonly key: string;

  constructor(key: string, options?: ErrorOptions) {
    super(`the condition on ${key} does not hold`, options);
    this.key = key;
  }
}
