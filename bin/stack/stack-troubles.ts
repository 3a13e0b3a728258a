import type { StackEvent } from '../../localstack/embedded/main.ts';
import { troubleOf } from '../../localstack/event-source-mapping/trouble.ts';

/** A kind of trouble that was away for this long is news when it comes again: longer than any pause between tries. */
const NEWS_MS = 5 * 60_000;

/** Picks what a person must know of the stack besides what its function says: once while it goes on, no flood. */
export class StackTroubles {
  readonly #seenAtMs = new Map<string, number>();
  readonly #now: () => number;

  /** @param now a clock in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @returns the trouble that the event tells of, as a sentence, unless its kind was there a moment ago */
  of(event: StackEvent): string | undefined {
    if (event.type === 'log-failed')
      return `function.log takes no more lines (${event.reason}); the function goes on without it`;
    const trouble = event.type === 'mapping' ? troubleOf(event.event) : undefined;
    if (trouble === undefined) return undefined;
    const seenAtMs = this.#seenAtMs.get(trouble.kind) ?? Number.NEGATIVE_INFINITY;
    this.#seenAtMs.set(trouble.kind, this.#now());
    if (this.#now() - seenAtMs < NEWS_MS) return undefined;
    return `${trouble.message} (more of it goes to the function log)`;
  }
}
