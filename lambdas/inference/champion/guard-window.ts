import { addTally, EMPTY_TALLY, GUARD_WINDOW_MS, type GuardTally, rejectsTooMuch } from './guard.ts';
import type { LoadedVersion } from './load-version.ts';

/** The ten minutes in which a new version is compared with the one before it: the tally and the former version. */
export class GuardWindow {
  readonly #since: number;
  readonly #formerVersions: readonly number[];
  #former: LoadedVersion | undefined;
  #tally: GuardTally = EMPTY_TALLY;

  /**
   * @param since when the new version came, in wall-clock milliseconds
   * @param formerVersions what to compare with, best first
   * @param former the first of them when it is still loaded; otherwise it is loaded when it is needed
   */
  constructor(since: number, formerVersions: readonly number[], former?: LoadedVersion) {
    this.#since = since;
    this.#formerVersions = formerVersions;
    this.#former = former;
  }

  isOver(now: number): boolean {
    return now - this.#since >= GUARD_WINDOW_MS;
  }

  add(batch: GuardTally): void {
    this.#tally = addTally(this.#tally, batch);
  }

  refuses(): boolean {
    return rejectsTooMuch(this.#tally);
  }

  /** Whether the batch would be the new version's last if the former rejected nothing of it. */
  couldRefuse(batch: { readonly records: number; readonly rejected: number }): boolean {
    return rejectsTooMuch(addTally(this.#tally, { ...batch, formerRejected: 0 }));
  }

  /** The former version; undefined when there is none that can be loaded. */
  async former(
    load: (version: number) => Promise<LoadedVersion | undefined>,
  ): Promise<LoadedVersion | undefined> {
    for (const version of this.#formerVersions) {
      this.#former ??= await load(version);
    }
    return this.#former;
  }

  /** Hands the former version over when it is the one that is asked for: a step back needs no load. */
  take(version: number): LoadedVersion | undefined {
    if (this.#former?.version !== version) return undefined;
    return this.close();
  }

  /** Ends the window; what is answered is for the caller to release. */
  close(): LoadedVersion | undefined {
    const former = this.#former;
    this.#former = undefined;
    return former;
  }
}
