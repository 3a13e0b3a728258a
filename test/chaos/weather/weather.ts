export interface WeatherOptions<Kind extends string> {
  /** How often each fault is to strike over the whole run. A kind that is left out never strikes. */
  readonly targets: Readonly<Partial<Record<Kind, number>>>;
  readonly random: () => number;
}

/** Of the requests that could be struck, so many are at most: what is waited for must end some time. */
const MOST_STRUCK = 0.6;

/** The targets are reached when so much of the run is over, so that its end decides nothing. */
const DONE_AT = 0.9;

/**
 * Which faults strike: by chance, and as often as it takes for each to have struck its share by then. The faster
 * the run, the denser they come.
 */
export class Weather<Kind extends string> {
  readonly #targets: ReadonlyMap<Kind, number>;
  readonly #random: () => number;
  readonly #struck = new Map<Kind, number>();
  #progress = 0;

  constructor({ targets, random }: WeatherOptions<Kind>) {
    this.#targets = new Map(Object.entries(targets) as [Kind, number][]);
    this.#random = random;
  }

  /** How often each fault has struck. */
  get struck(): ReadonlyMap<Kind, number> {
    return this.#struck;
  }

  /** @param progress of the run: 0 to 1 */
  advance(progress: number): void {
    this.#progress = progress;
  }

  /** How often a fault is still to strike to be on its way. */
  due(kind: Kind): number {
    const target = (this.#targets.get(kind) ?? 0) * Math.min(1, this.#progress / DONE_AT);
    return Math.max(0, Math.ceil(target) - (this.#struck.get(kind) ?? 0));
  }

  /** How often a fault is still to strike until the end. */
  left(kind: Kind): number {
    return Math.max(0, (this.#targets.get(kind) ?? 0) - (this.#struck.get(kind) ?? 0));
  }

  /** Draws what strikes a request, if anything does, of the faults that can strike it. */
  draw(kinds: readonly Kind[]): Kind | undefined {
    const due = kinds.map((kind) => this.due(kind));
    const total = due.reduce((sum, count) => sum + count, 0);
    if (total === 0 || this.#random() >= MOST_STRUCK) return undefined;
    const drawn = kinds[placeOf(this.#random() * total, due)]!;
    this.strike(drawn);
    return drawn;
  }

  /** Notes a fault that strikes. */
  strike(kind: Kind): void {
    this.#struck.set(kind, (this.#struck.get(kind) ?? 0) + 1);
  }
}

/** In which of the counts, laid end to end, a point lies. */
function placeOf(point: number, counts: readonly number[]): number {
  let left = point;
  return counts.findIndex((count) => {
    left -= count;
    return left < 0;
  });
}
