import {
  addTally,
  EMPTY_TALLY,
  GUARD_MIN_RECORDS,
  GUARD_WINDOW_MS,
  type GuardTally,
  rejectsTooMuch,
} from './guard.ts';
import type { LoadedVersion } from './load-version.ts';

/** What a version says about a batch. */
export interface Judged<E> {
  readonly model: LoadedVersion;
  readonly evaluation: E;
}

/** How to see what a version makes of a batch: its evaluation, and how many of the records it rejects. */
export interface Jury<E> {
  /** Undefined when there is no time left for it. */
  evaluate(model: LoadedVersion): Promise<E | undefined>;
  share(evaluation: E): { readonly records: number; readonly rejected: number };
}

/** What the former version makes of the batch, which holds instead of the new one's evaluation. */
export interface FormerAnswers<E> extends Judged<E> {
  /** Whether the new version is refused for good, and not only for this batch. */
  readonly refused: boolean;
}

/**
 * - stays: the new version's evaluation holds
 * - undecided: the former cannot be reached now, and the new version might be refused by what it would say
 */
export type Verdict<E> = 'stays' | 'undecided' | FormerAnswers<E>;

/**
 * A former version, undefined when it is refused, or that it cannot be had now.
 * @param isNeeded whether the batch cannot be answered without it
 */
export type LoadFormer = (
  version: number,
  isNeeded: boolean,
) => Promise<LoadedVersion | undefined | 'unreachable'>;

/**
 * The time in which a new version is compared with the one before it: the tally and the former version.
 *
 * It lasts ten minutes and ten compared records, so that a trickle is guarded as well, and no comparison may be
 * open. Until then no record is rejected on the new version's word alone while the former can be asked: a batch
 * of which the former rejects less is answered by the former, be it too small to refuse anyone.
 */
export class GuardWindow {
  readonly #since: number;
  readonly #formerVersions: readonly number[];
  #former: LoadedVersion | undefined;
  #tally: GuardTally = EMPTY_TALLY;
  /** Whether the former was to be asked and could not, and has not been since. */
  #isOpen = false;

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
    const isCompared = this.#tally.records >= GUARD_MIN_RECORDS && !this.#isOpen;
    return isCompared && now - this.#since >= GUARD_WINDOW_MS;
  }

  /** Judges a batch by what both versions make of it; `evaluation` is the new one's. */
  async judge<E>(evaluation: E, jury: Jury<E>, load: LoadFormer): Promise<Verdict<E>> {
    const own = { ...jury.share(evaluation), formerRejected: 0 };
    if (own.rejected === 0) return this.#add(own);
    const isNeeded = rejectsTooMuch(addTally(this.#tally, own));
    const model = await this.#loadFormer(load, isNeeded);
    // With nobody to compare with, the former counts as rejecting just as much.
    if (model === undefined) return this.#compared({ ...own, formerRejected: own.rejected });
    const evaluated = model === 'unreachable' ? undefined : await jury.evaluate(model);
    if (model === 'unreachable' || evaluated === undefined) return this.#uncompared(isNeeded);
    const formerRejected = jury.share(evaluated).rejected;
    this.#compared({ ...own, formerRejected });
    const refused = rejectsTooMuch(this.#tally);
    return refused || formerRejected < own.rejected ? { model, evaluation: evaluated, refused } : 'stays';
  }

  #compared(batch: GuardTally): 'stays' {
    this.#isOpen = false;
    return this.#add(batch);
  }

  #uncompared(isNeeded: boolean): 'stays' | 'undecided' {
    if (!isNeeded) return 'stays';
    this.#isOpen = true;
    return 'undecided';
  }

  #add(batch: GuardTally): 'stays' {
    this.#tally = addTally(this.#tally, batch);
    return 'stays';
  }

  async #loadFormer(load: LoadFormer, isNeeded: boolean): Promise<LoadedVersion | undefined | 'unreachable'> {
    for (const version of this.#formerVersions) {
      const former = this.#former ?? (await load(version, isNeeded));
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
