import { hourOf, hourStart } from '../../../lib/contract/profile.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A clock that goes on by itself and can be put to another time, so that hours pass in a demo of seconds. */
export class DemoClock {
  readonly #real: () => number;
  #shiftMs = 0;

  /** @param real milliseconds since 1970 */
  constructor(real: () => number) {
    this.#real = real;
  }

  readonly now = (): Date => new Date(this.#real() + this.#shiftMs);

  /** By how much the stack's arrivals are moved, in milliseconds. */
  readonly shiftMs = (): number => this.#shiftMs;

  /** @param minute of the hour, which may be past its end */
  moveTo(hour: string, minute: number): void {
    this.#shiftMs = hourStart(hour) + minute * MINUTE_MS - this.#real();
  }
}

/** Hours of the morning of the day before, so that no midnight lies between them and none is still to come. */
export function demoHours(now: Date, count: number): string[] {
  const morning = Math.floor(now.getTime() / (24 * HOUR_MS)) * 24 * HOUR_MS - 18 * HOUR_MS;
  return Array.from({ length: count }, (_, index) => hourOf(morning + index * HOUR_MS));
}
