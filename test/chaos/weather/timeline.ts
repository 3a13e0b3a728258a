/** What is done to a run besides the faults of its requests. */
export const BLOWS = ['crash', 'restart', 'split', 'merge'] as const;
export type Blow = (typeof BLOWS)[number];

/** When blows fall: at points of a run's progress that chance has drawn. */
export class Timeline {
  readonly #blows: { readonly at: number; readonly blow: Blow }[];

  constructor(counts: Readonly<Record<Blow, number>>, random: () => number) {
    const blows = Object.entries(counts).flatMap(([blow, count]) =>
      Array.from({ length: count }, () => ({ at: drawn(random), blow: blow as Blow })),
    );
    this.#blows = blows.sort((a, b) => b.at - a.at);
  }

  /** The next blow that is due, if one is. It does not come again. */
  take(progress: number): Blow | undefined {
    return (this.#blows.at(-1)?.at ?? 1) < progress ? this.#blows.pop()?.blow : undefined;
  }
}

/** While there is load, before and after. */
function drawn(random: () => number): number {
  return 0.02 + 0.9 * random();
}
