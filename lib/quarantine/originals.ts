import { NOT_MODIFIED, type ObjectStore } from '../registry/object-store.ts';
import type { Entry, Place } from './entry.ts';
import { readFailedBatchObject } from './failed-batch-object.ts';
import type { Original } from './original.ts';
import { readQuarantineObject } from './quarantine-object.ts';

/** Objects whose records are kept: neighbours in a stream lie in few objects, also where batches overlapped. */
const KEPT_OBJECTS = 8;

/** The data of entries, read when they are asked for; in the order of their streams each object is read about once. */
export class Originals {
  readonly #store: ObjectStore;
  /** By key, the one used last at the end. */
  readonly #kept = new Map<string, Promise<ReadonlyMap<number, Original>>>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @throws OriginalGone when its object is no more, or another one */
  async of(entry: Entry): Promise<Original> {
    const place = entry.places[0]!;
    const original = (await this.#object(place)).get(place.index);
    if (original?.predictionId === entry.predictionId) return original;
    throw new OriginalGone(
      `${entry.predictionId} is no longer in ${place.source} of ${this.#store.location}, where it was a moment ago: run the command again`,
    );
  }

  #object(place: Place): Promise<ReadonlyMap<number, Original>> {
    const { source } = place;
    const object = this.#kept.get(source) ?? this.#read(place);
    this.#kept.delete(source);
    this.#kept.set(source, object);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_OBJECTS && oldest !== undefined) this.#kept.delete(oldest);
    return object;
  }

  async #read({ source, kind }: Place): Promise<ReadonlyMap<number, Original>> {
    const stored = await this.#store.get(source);
    if (stored === undefined || stored === NOT_MODIFIED) return new Map();
    if (kind === 'destination') {
      const { originals } = readFailedBatchObject(source, stored.body);
      return new Map(originals.map(({ index, original }) => [index, original]));
    }
    const { records } = readQuarantineObject(source, stored.body);
    return new Map(records.map(({ index, record }) => [index, { ...record, streamArn: undefined }]));
  }
}

/** A record went away between the look at the store and its turn. */
export class OriginalGone extends Error {
  override readonly name = 'OriginalGone';
}
