import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { StoreError } from '../../../../lib/registry/store-errors.ts';
import type { Clock } from '../../../../training/study/clock.ts';

/** How rough the way to the store is: chances from 0 to 1, for each request. */
export interface Roughness {
  /** The answer to a write is lost after its effect. */
  readonly lostAnswers: number;
  /** A read fails. */
  readonly failedReads: number;
  /** The process stands still before or after the effect, for `pauseMs`. */
  readonly pauses: number;
  readonly pauseMs: number;
  /** The process dies before or after the effect: nothing of it happens any more. */
  readonly deaths: number;
}

export interface RoughWay {
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly roughness: Roughness;
  /** Called once, at the death. */
  readonly onDeath: () => void;
}

const LATENCY_MS = 40;

/** A process's way to a store. Requests take their time, so that those of several processes come in any order. */
export function roughStore(store: ObjectStore, { clock, random, roughness, onDeath }: RoughWay): ObjectStore {
  const forever = new AbortController().signal;
  let isDead = false;

  async function moment(): Promise<void> {
    if (!isDead && random() < roughness.deaths) {
      isDead = true;
      onDeath();
    }
    if (isDead) await new Promise<never>(() => undefined);
    await clock.sleep(random() * LATENCY_MS + (random() < roughness.pauses ? roughness.pauseMs : 0), forever);
    if (isDead) await new Promise<never>(() => undefined);
  }

  async function request<T>(kind: 'read' | 'write', effect: () => Promise<T>): Promise<T> {
    await moment();
    if (kind === 'read' && random() < roughness.failedReads) throw new StoreError('the store is busy');
    const answer = await effect();
    await moment();
    if (kind === 'write' && random() < roughness.lostAnswers) throw new StoreError('the answer was lost');
    return answer;
  }

  return {
    location: store.location,
    get: (key, options) => request('read', () => store.get(key, options)),
    create: (key, body) => request('write', () => store.create(key, body)),
    swap: (key, body, etag) => request('write', () => store.swap(key, body, etag)),
    delete: (key) => request('write', () => store.delete(key)),
    now: () => request('read', () => store.now()),
    async *list(prefix, options) {
      yield* await request('read', () => Array.fromAsync(store.list(prefix, options)));
    },
  };
}
