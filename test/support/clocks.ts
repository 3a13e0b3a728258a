import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../localstack/event-source-mapping/clock.ts';

/** A clock whose sleeps end at once and move the time on by what they should have taken. */
export class LeapingClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 1);
  /** The sleeps that were asked for, in ms. */
  readonly sleeps: number[] = [];

  now(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    await setImmediate();
    if (!signal.aborted) this.#nowMs += ms;
  }
}
