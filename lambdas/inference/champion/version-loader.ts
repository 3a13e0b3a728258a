import type { Alias } from '../../../lib/contract/alias.ts';
import type { LoadedVersion } from './load-version.ts';
import { VersionRefused } from './refusal.ts';
import { TimeOver, within } from './within.ts';

/** What is told to the log and the metrics; nothing here carries a record's values. */
export interface ChampionObserver {
  /** A version answers from now on; `former` is the one that did before, undefined at a start. */
  served(version: number, former: number | undefined): void;
  refused(refusal: VersionRefused): void;
  /** The registry did not answer, or there is no such alias (`error` is then undefined). */
  unreachable(what: 'alias' | 'version', error: unknown): void;
}

/**
 * Loads versions, one at a time, and remembers which ones are refused until the alias moves: what is stored
 * under a version never changes, so a second try would download it in vain at each look.
 *
 * Failures on the way (network, permissions, throttling) are no refusals and are tried again.
 */
export class VersionLoader {
  readonly #load: (version: number) => Promise<LoadedVersion>;
  readonly #observer: ChampionObserver;
  #move = '';
  readonly #refused = new Set<number>();
  #pending: { readonly version: number; readonly result: Promise<LoadedVersion> } | undefined;

  constructor(load: (version: number) => Promise<LoadedVersion>, observer: ChampionObserver) {
    this.#load = load;
    this.#observer = observer;
  }

  /** Forgets refusals when the alias is not where it was: a move is a person's wish to try (again). */
  follow(alias: Alias): void {
    if (alias.writeId === this.#move) return;
    this.#move = alias.writeId;
    this.#refused.clear();
  }

  isRefused(version: number): boolean {
    return this.#refused.has(version);
  }

  refuse(refusal: VersionRefused): void {
    this.#refused.add(refusal.version);
    this.#observer.refused(refusal);
  }

  /**
   * The version, checked and warm, or undefined when it is refused.
   * @throws TimeOver after `timeoutMs`: the load goes on, and the next call for the version picks it up
   * @throws whatever kept the registry from answering
   */
  async load(version: number, timeoutMs: number): Promise<LoadedVersion | undefined> {
    if (this.isRefused(version)) return undefined;
    try {
      const loaded = await within(timeoutMs, this.#started(version));
      this.#pending = undefined;
      return loaded;
    } catch (error) {
      if (error instanceof TimeOver) throw error;
      this.#pending = undefined;
      if (!(error instanceof VersionRefused)) throw error;
      this.refuse(error);
      return undefined;
    }
  }

  #started(version: number): Promise<LoadedVersion> {
    if (this.#pending?.version !== version) {
      this.#pending?.result.then((unwanted) => unwanted.release()).catch(() => {});
      this.#pending = { version, result: this.#load(version) };
    }
    return this.#pending.result;
  }
}
