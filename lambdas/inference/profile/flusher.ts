import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { TimeOver, within } from '../champion/within.ts';
import type { Window } from './window.ts';
import { writeWindow } from './write-window.ts';

/** Writes under way at once: a batch of a backlog may have arrived over many hours. */
const MAX_IN_FLIGHT = 16;

export interface FlusherPorts {
  readonly store: Pick<ObjectStore, 'create' | 'swap' | 'get'>;
  now(): number;
  /** Told of each write that fails. */
  failed(error: unknown): void;
}

/**
 * Writes windows within a time. A write that takes longer goes on unseen, and the window has no other one until it
 * has come to its end, so that never two of them are under way.
 */
export class Flusher {
  readonly #ports: FlusherPorts;
  readonly #underWay = new Map<Window, Promise<void>>();
  #durableRows = 0;
  #failures = 0;

  constructor(ports: FlusherPorts) {
    this.#ports = ports;
  }

  /** Rows that have become durable since it was last asked, by writes that came to their end late as well. */
  takeDurableRows(): number {
    const rows = this.#durableRows;
    this.#durableRows = 0;
    return rows;
  }

  /** @returns whether all windows are written. Never throws. */
  async flush(windows: readonly Window[], endMs: number): Promise<boolean> {
    const { now, failed } = this.#ports;
    const failuresBefore = this.#failures;
    const queue = [...windows];
    const writeSome = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        await this.#write(next, endMs);
        if (now() >= endMs) return;
      }
    };
    const writers = Array.from({ length: Math.min(MAX_IN_FLIGHT, queue.length) }, writeSome);
    try {
      await within(endMs - now(), Promise.all(writers));
    } catch (error) {
      if (error instanceof TimeOver) failed(error);
      return false;
    } finally {
      queue.length = 0;
    }
    return this.#failures === failuresBefore && windows.every((window) => this.#isWritten(window));
  }

  #isWritten(window: Window): boolean {
    return !window.isChanged && !this.#underWay.has(window);
  }

  async #write(window: Window, endMs: number): Promise<void> {
    while (this.#underWay.has(window)) await this.#underWay.get(window);
    if (!window.isChanged || this.#ports.now() >= endMs) return;
    const write = this.#begin(window).finally(() => this.#underWay.delete(window));
    this.#underWay.set(window, write);
    await write;
  }

  async #begin(window: Window): Promise<void> {
    const snapshot = window.snapshot(this.#ports.now());
    try {
      const rows = await writeWindow(this.#ports.store, window, snapshot);
      this.#durableRows += rows;
    } catch (error) {
      this.#failures++;
      window.failed();
      this.#ports.failed(error);
    }
  }
}
