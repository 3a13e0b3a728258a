import { addTally, EMPTY_TALLY, GUARD_WINDOW_MS, type GuardTally, rejectsTooMuch } from './guard.ts';
import type { LoadedVersion } from './load-version.ts';

/** What a version says about a batch. */
export interface Judged<E> {
  readonly model: LoadedVersion;
  readonly evaluation: E;
}

/** How to see what a version makes of a batch: its evaluation, and how many of the records it rejects. */
export interface Jury<E> {
  evaluate(model: LoadedVersion): Promise<E>;
  share(evaluation: E): { readonly records: number; readonly rejected: number };
}

/**
 * - stays: the new version's evaluation holds
 * - undecided: the former cannot be reached now, and the new version might be refused by what it would say
 * - otherwise the new version is refused, and this is what the former says about the batch
 */
export type Verdict<E> = 'stays' | 'undecided' | Judged<E>;

/** A former version, undefined when it is refused, or that the registry does not answer. */
export type LoadFormer = (version: number) => Promise<LoadedVersion | undefined | 'unreachable'>;

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

  /** Judges a batch by what both versions make of it; `evaluation` is the new one's. */
  async judge<E>(evaluation: E, jury: Jury<E>, load: LoadFormer): Promise<Verdict<E>> {
    const own = { ...jury.share(evaluation), formerRejected: 0 };
    if (own.rejected === 0) return this.#add(own);
    const model = await this.#loadFormer(load);
    if (model === undefined) return 'stays';
    if (model === 'unreachable') return rejectsTooMuch(addTally(this.#tally, own)) ? 'undecided' : 'stays';
    const former = await jury.evaluate(model);
    this.#add({ ...own, formerRejected: jury.share(former).rejected });
    return rejectsTooMuch(this.#tally) ? { model, evaluation: former } : 'stays';
  }

  #add(batch: GuardTally): 'stays' {
    this.#tally = addTally(this.#tally, batch);
    return 'stays';
  }

  async #loadFormer(load: LoadFormer): Promise<LoadedVersion | undefined | 'unreachable'> {
    for (const version of this.#formerVersions) {
      const former = this.#former ?? (await load(version));
      if (former === 'unreachable') return former;
      this.#former = former;
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
