import type { Signature } from '../../lib/contract/signature.ts';
import { seededRandom } from '../../training/random.ts';
import type { BadKind } from './bad-kinds.ts';
import type { FeatureSource } from './good-records.ts';
import { freeCarriedKeys, recordOf } from './input-record.ts';
import { Mix } from './mix.ts';

/** A record of the load, before the stream has it. */
export interface LoadRecord {
  readonly data: Uint8Array;
  readonly partitionKey: string;
  /** Undefined: a good one. */
  readonly kind: BadKind | undefined;
  /** The value of its first free carried key, by which its answer is known; undefined where there is none. */
  readonly mark: string | undefined;
}

export interface LoadRecordsOptions {
  readonly signature: Signature;
  readonly source: FeatureSource;
  readonly kinds: readonly BadKind[];
  /** Of bad records, from 0 to 1. */
  readonly share: number;
  /** Any integer; its low 32 bits count. */
  readonly seed: number;
}

/** Enough to spread over any number of shards, and few enough for an order of each key. */
const PARTITION_KEYS = 1000;

/** The records of a load: the n-th is the same for the same seed, whichever worker takes it. */
export class LoadRecords {
  readonly #signature: Signature;
  readonly #carriedKeys: readonly string[];
  readonly #source: FeatureSource;
  readonly #mix: Mix<BadKind>;
  readonly #random;
  #made = 0;

  constructor({ signature, source, kinds, share, seed }: LoadRecordsOptions) {
    this.#signature = signature;
    this.#carriedKeys = freeCarriedKeys(signature);
    this.#source = source;
    this.#random = seededRandom(seed);
    this.#mix = new Mix(share, kinds, seededRandom(this.#random.bits()));
  }

  next(): LoadRecord {
    const number = this.#made++;
    const carried = Object.fromEntries(this.#carriedKeys.map((key) => [key, number]));
    const good = recordOf(this.#source.next(this.#random), carried, this.#signature);
    const kind = this.#mix.next();
    return {
      data: kind === undefined ? Buffer.from(JSON.stringify(good)) : kind.spoil(good),
      partitionKey: `load-${number % PARTITION_KEYS}`,
      kind,
      mark: this.#carriedKeys.length === 0 ? undefined : `${number}`,
    };
  }
}
