import type { Clock } from './clock.ts';

/** A sleep that others can end. */
export class Waker {
  readonly #clock: Clock;
  #sleep = new AbortController();

  /** @param stopping ends every sleep, too */
  constructor(clock: Clock, stopping: AbortSignal) {
    this.#clock = clock;
    stopping.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** Ends the sleep; the next one ends at once when none is going on. */
  wake(): void {
    this.#sleep.abort();
  }

  /** Resolves after so many milliseconds, or when it is woken, or was since the last sleep. */
  async sleep(ms: number): Promise<void> {
    await this.#clock.sleep(ms, this.#sleep.signal);
    this.#sleep = new AbortController();
  }
}
