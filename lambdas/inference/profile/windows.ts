import type { CountedVersion } from './window.ts';
import { Window } from './window.ts';

/**
 * Memory of all open windows together. A window of 20 features in 100 bins takes 40 KB, one of the widest model (4,096
 * features in 256 bins) 21 MB: so there is room for more than a thousand hours of the one and for two of the other.
 */
export const WINDOWS_MAX_BYTES = 48 * 1_048_576;

/** The windows that this sandbox counts in. */
export class Windows {
  readonly #model: string;
  readonly #randomId: () => string;
  readonly #maxBytes: number;
  readonly #open = new Map<string, Window>();
  #bytes = 0;
  /** Predicted rows whose counts were given up for want of memory, since it was last taken. */
  #lostRows = 0;

  constructor(model: string, randomId: () => string, maxBytes = WINDOWS_MAX_BYTES) {
    this.#model = model;
    this.#randomId = randomId;
    this.#maxBytes = maxBytes;
  }

  /** The window of an hour and version; a new one when there is none open, be it that there was. */
  of(hour: string, counted: CountedVersion): Window {
    const name = `${hour}/${counted.version}`;
    const open = this.#open.get(name);
    if (open) return open;
    const window = new Window(this.#model, hour, counted, this.#randomId());
    this.#bytes += window.bytes;
    this.#makeRoom();
    this.#open.set(name, window);
    return window;
  }

  /** Those with counts that are not written. */
  changed(): readonly Window[] {
    return [...this.#open.values()].filter(({ isChanged }) => isChanged);
  }

  /** Ends the windows in which nothing was counted since they were written: their hours or versions are over. */
  dropIdle(): void {
    for (const [name, window] of this.#open) {
      if (!window.isChanged && window.looseRows === 0) this.#drop(name, window);
    }
  }

  takeLostRows(): number {
    const lost = this.#lostRows;
    this.#lostRows = 0;
    return lost;
  }

  /** What is written goes first, then what was begun first. */
  #makeRoom(): void {
    if (this.#bytes > this.#maxBytes) this.dropIdle();
    for (const [name, window] of this.#open) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#lostRows += window.looseRows;
      this.#drop(name, window);
    }
  }

  #drop(name: string, window: Window): void {
    this.#open.delete(name);
    this.#bytes -= window.bytes;
  }
}
