/** Places of the shared integers. */
const [STOPPED, BUSY, PLACES] = [0, 1, 2];

/** The thread is to end before its next call into the runtime. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Says whether a training thread is inside the runtime. onnxruntime-node aborts the whole process when its thread is
 * ended there, be it by terminate() or by the end of the process: whoever wants to end one first forbids further calls
 * and then waits for the one that goes on. Either side writes before it reads, so that no call slips through.
 */
export class NativeCalls {
  readonly #state: Int32Array;

  /** @param state made by `shared`, the same for both sides */
  constructor(state: Int32Array) {
    this.#state = state;
  }

  /** For a thread that is still to start: loading the runtime counts as a call, which `began` ends. */
  static shared(): Int32Array {
    const state = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
    state[BUSY] = 1;
    return state;
  }

  /** The thread's first word: the runtime is loaded. */
  began(): void {
    this.#leave();
  }

  /** Calls the runtime. @throws Stopped when it is forbidden */
  async call<T>(run: () => Promise<T>): Promise<T> {
    Atomics.store(this.#state, BUSY, 1);
    try {
      if (this.stopped) throw new Stopped();
      return await run();
    } finally {
      this.#leave();
    }
  }

  get stopped(): boolean {
    return Atomics.load(this.#state, STOPPED) !== 0;
  }

  /** Forbids further calls. @returns whether none goes on: the thread may then be ended at any time */
  stop(): boolean {
    Atomics.store(this.#state, STOPPED, 1);
    return Atomics.load(this.#state, BUSY) === 0;
  }

  /** Blocks until the call that goes on is over, for a process that ends now. */
  awaitIdle(timeoutMs: number): void {
    Atomics.wait(this.#state, BUSY, 1, timeoutMs);
  }

  #leave(): void {
    Atomics.store(this.#state, BUSY, 0);
    Atomics.notify(this.#state, BUSY);
  }
}
