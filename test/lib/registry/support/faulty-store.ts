import type { GetOptions, ObjectStore } from '../../../../lib/registry/object-store.ts';
import { StoreError } from '../../../../lib/registry/store-errors.ts';

/** A write as a fault hook sees it. */
export interface Write {
  readonly kind: 'create' | 'swap' | 'delete';
  readonly key: string;
  /** 1 for the first write. */
  readonly number: number;
}

export interface Faults {
  /** Runs before a write; what it throws keeps the write from happening. */
  readonly before?: (write: Write) => Promise<void> | void;
  /** Runs after a write took effect; what it throws is all that the caller learns. */
  readonly after?: (write: Write) => Promise<void> | void;
}

/** A store with faults around its writes. */
export function faultyStore(store: ObjectStore, faults: Faults): ObjectStore {
  let number = 0;
  async function around<T>(kind: Write['kind'], key: string, write: () => Promise<T>): Promise<T> {
    const described = { kind, key, number: ++number };
    await faults.before?.(described);
    const outcome = await write();
    await faults.after?.(described);
    return outcome;
  }
  return {
    location: store.location,
    get: (key: string, options?: GetOptions) => store.get(key, options),
    create: (key, body) => around('create', key, () => store.create(key, body)),
    swap: (key, body, etag) => around('swap', key, () => store.swap(key, body, etag)),
    delete: (key) => around('delete', key, () => store.delete(key)),
    list: (prefix, options) => store.list(prefix, options),
    now: () => store.now(),
  };
}

/** Loses the answer to every so-manieth write after its effect: 1 for all of them. */
export function dropAnswers(every: number): Faults {
  return {
    after({ number, key }) {
      if (number % every === 0) throw new StoreError(`the answer about ${key} was lost`);
    },
  };
}

/** Fails every so-manieth write before its effect. */
export function refuseWrites(every: number): Faults {
  return {
    before({ number, key }) {
      if (number % every === 0) throw new StoreError(`the request for ${key} was lost`);
    },
  };
}
