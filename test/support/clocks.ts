import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../localstack/event-source-mapping/clock.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/**
 * A clock that moves by itself to the end of the next sleep, as soon as nothing else is left to do: hours pass
 * in milliseconds, and sleepers wake in the order of their times.
 */
export class LeapingClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 1);
  #sleepers: Sleeper[] = [];
  #leaping = false;

  now(): number {
    return this.#nowMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const sleeper: Sleeper = { dueMs: this.#nowMs + ms, wake: resolve };
    const leave = () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#sleepers.push(sleeper);
    if (!this.#leaping) void this.#leap();
    return promise.finally(() => signal.removeEventListener('abort', leave));
  }

  async #leap(): Promise<void> {
    this.#leaping = true;
    for (await setImmediate(); this.#sleepers.length > 0; await setImmediate()) {
      const next = this.#sleepers.reduce((first, other) => (other.dueMs < first.dueMs ? other : first));
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.wake();
    }
    this.#leaping = false;
  }
}
