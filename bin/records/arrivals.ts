export interface ArrivalsOptions {
  /** Items of a full group: 1 or more. */
  readonly size: number;
  /** A group is handed over so long after its first item came, full or not. */
  readonly maxWaitMs: number;
  /** Has what came handed over at once, as the last group. */
  readonly signal: AbortSignal;
}

/**
 * Groups items as they come, and lets none wait for a source that is silent, such as a live pipe. An item that is
 * on its way when the signal aborts is left.
 * @throws what the source throws, once the items before it are handed over
 */
export async function* arrivals<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { size, maxWaitMs, signal }: ArrivalsOptions,
): AsyncGenerator<T[]> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  // One bell for all that is waited for: races against a signal that lasts would pile up.
  const bell = new Bell();
  signal.addEventListener('abort', bell.ring);
  const group = new Group<T>(maxWaitMs, bell.ring);
  let next: Arrival<T> | undefined;
  try {
    while (!signal.aborted) {
      next ??= arrivalOf(iterator, bell.ring);
      if (next.failure !== undefined || next.result?.done) break;
      if (next.result !== undefined) {
        group.add(next.result.value);
        next = undefined;
      }
      if (group.items.length === size || group.due) yield group.take();
      else if (next !== undefined) await bell.rung();
    }
    if (group.items.length > 0) yield group.take();
    if (next?.failure !== undefined && !signal.aborted) throw next.failure.thrown;
  } finally {
    signal.removeEventListener('abort', bell.ring);
    group.take();
    // Not waited for: it comes after the item that is on its way, which may never come.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

class Group<T> {
  items: T[] = [];
  due = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #maxWaitMs: number;
  readonly #onDue: () => void;

  constructor(maxWaitMs: number, onDue: () => void) {
    this.#maxWaitMs = maxWaitMs;
    this.#onDue = onDue;
  }

  add(item: T): void {
    this.items.push(item);
    this.#timer ??= setTimeout(() => {
      this.due = true;
      this.#onDue();
    }, this.#maxWaitMs);
  }

  take(): T[] {
    const { items } = this;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.due = false;
    this.items = [];
    return items;
  }
}

/** Wakes the one who waits. */
class Bell {
  #wake = () => {};
  readonly ring = () => this.#wake();

  /** Settles at the next ring. */
  rung(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** An item on its way: one of the two is set once it is there. */
interface Arrival<T> {
  result?: IteratorResult<T>;
  failure?: { readonly thrown: unknown };
}

function arrivalOf<T>(iterator: Iterator<T> | AsyncIterator<T>, onSettled: () => void): Arrival<T> {
  const arrival: Arrival<T> = {};
  const settle = (how: Arrival<T>) => {
    Object.assign(arrival, how);
    onSettled();
  };
  const ask = async () => iterator.next();
  ask().then(
    (result) => settle({ result }),
    (thrown: unknown) => settle({ failure: { thrown } }),
  );
  return arrival;
}
