import { keys } from '../../../lib/contract/keys.ts';
import { windowPaceSchema } from '../../../lib/contract/profile.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';

/** The drift job sets the pace once an hour. */
const LOOK_EVERY_MS = 600_000;

/** A write's time is at most this share of the time between two, so that a wide model's large objects cost no more. */
const MAX_SHARE = 0.01;

/**
 * How long a sandbox waits between two writes of its windows: its setting, or longer when the drift job asks for it
 * (many sandboxes together would write too many objects), or when writing takes long. A setting of 0 is each batch.
 */
export class Pace {
  readonly #everyMs: number;
  #askedMs = 0;
  #costMs = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  get intervalMs(): number {
    return this.#everyMs === 0 ? 0 : Math.max(this.#everyMs, this.#askedMs, this.#costMs / MAX_SHARE);
  }

  /** The last write took so long. */
  wrote(ms: number): void {
    this.#costMs = ms;
  }

  /** Looks what the drift job asks for, now and then. What cannot be read asks for nothing new. Never throws. */
  async look(store: Pick<ObjectStore, 'get'>, model: string, nowMs: number): Promise<void> {
    if (this.#everyMs === 0 || nowMs - this.#lookedAtMs < LOOK_EVERY_MS) return;
    this.#lookedAtMs = nowMs;
    try {
      const stored = await store.get(keys.windowPace(model));
      if (stored !== NOT_MODIFIED) this.#askedMs = stored === undefined ? 0 : secondsOf(stored.body) * 1000;
    } catch {
      // As it was.
    }
  }
}

function secondsOf(body: Uint8Array): number {
  return windowPaceSchema.parse(JSON.parse(Buffer.from(body).toString())).seconds;
}
