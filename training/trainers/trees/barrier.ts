/** How often a thread looks before it sleeps: a few microseconds, in which its peers mostly come. */
const SPINS = 2000;

/** Where threads wait for one another, in two shared integers. */
export class Barrier {
  readonly #state: Int32Array;
  readonly #threads: number;

  /** @param state two shared integers, 0 at first */
  constructor(state: Int32Array, threads: number) {
    this.#state = state;
    this.#threads = threads;
  }

  /** Returns once every thread has come here: each then sees what all wrote before. */
  wait(): void {
    if (this.#threads === 1) return;
    const round = Atomics.load(this.#state, 1);
    if (Atomics.add(this.#state, 0, 1) === this.#threads - 1) {
      Atomics.store(this.#state, 0, 0);
      Atomics.add(this.#state, 1, 1);
      Atomics.notify(this.#state, 1);
      return;
    }
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(this.#state, 1) !== round) return;
    while (Atomics.load(this.#state, 1) === round) Atomics.wait(this.#state, 1, round);
  }
}
