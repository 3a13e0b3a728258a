import type { ObjectStore } from '../../../../lib/registry/object-store.ts';

type Operation = 'get' | 'create' | 'swap' | 'list' | 'delete';

export interface CountingStore extends ObjectStore {
  /** Requests so far on keys that begin so; a listing of up to a thousand keys is one, as in S3. */
  requests(operation: Operation, prefix: string): number;
  /** All of them. */
  total(): number;
  reset(): void;
  /** Does something before each such request, until it is told to stop. */
  before(operation: Operation, prefix: string, hook: () => Promise<void>): () => void;
}

/** Keys of a page of a listing. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const PAGE_KEYS = 1_000;

/** A store that counts what is asked of it. */
export function countingStore(store: ObjectStore): CountingStore {
  let asked: { readonly operation: Operation; readonly key: string }[] = [];
  const hooks = new Set<{ operation: Operation; prefix: string; hook: () => Promise<void> }>();
  const ask = async (operation: Operation, key: string) => {
    asked.push({ operation, key });
    for (const { hook, ...on } of [...hooks])
      if (on.operation === operation && key.startsWith(on.prefix)) await hook();
  };
  return {
    location: store.location,
    async get(key, options) {
      await ask('get', key);
      return store.get(key, options);
    },
    async create(key, body) {
      await ask('create', key);
      return store.create(key, body);
    },
    async swap(key, body, etag) {
      await ask('swap', key);
      return store.swap(key, body, etag);
    },
    async delete(key) {
      await ask('delete', key);
      return store.delete(key);
    },
    async *list(prefix, options) {
      await ask('list', prefix);
      let keys = 0;
      for await (const summary of store.list(prefix, options)) {
        if (keys > 0 && keys % PAGE_KEYS === 0) await ask('list', prefix);
        keys++;
        yield summary;
      }
    },
    now: () => store.now(),
    requests: (operation, prefix) =>
      asked.filter((one) => one.operation === operation && one.key.startsWith(prefix)).length,
    total: () => asked.length,
    reset() {
      asked = [];
    },
    before(operation, prefix, hook) {
      const entry = { operation, prefix, hook };
      hooks.add(entry);
      return () => void hooks.delete(entry);
    },
  };
}
