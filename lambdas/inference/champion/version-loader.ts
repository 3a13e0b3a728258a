import type { Alias } from '../../../lib/contract/alias.ts';
import type { LoadedVersion } from './load-version.ts';
import { VersionRefused } from './refusal.ts';
import { TimeOver, within } from './within.ts';

/** What is told to the log and the metrics; nothing here carries a record's values. */
export interface ChampionObserver {
  /** A version answers from now on; `former` is the one that did before, undefined at a start. */
  served(version: number, former: number | undefined): void;
  refused(refusal: VersionRefused): void;
  /** The registry has no such alias: it was never moved, or it is gone while `served` answers. */
  noAlias(served: number | undefined): void;
  /** The registry did not answer. */
  unreachable(what: 'alias' | 'version', error: unknown): void;
}

/**
 * Loads versions, each once at a time, and remembers which ones are refused until the alias moves: what is stored
 * under a version never changes, so a second try would download it in vain at each look.
 *
 * Failures on the way (network, permissions, throttling) are no refusals and are tried again.
 */
export class VersionLoader {
  readonly #load: (version: number) => Promise<LoadedVersion>;
  readonly #observer: ChampionObserver;
  #move = '';
  readonly #refused = new Map<number, VersionRefused>();
  /** By version: loads that were begun and whose results nobody has taken. */
  readonly #pending = new Map<number, Promise<LoadedVersion>>();

  constructor(load: (version: number) => Promise<LoadedVersion>, observer: ChampionObserver) {
    this.#load = load;
    this.#observer = observer;
  }

  /**
   * Forgets refusals when the alias is not where it was: a move is a person's wish to try (again). Of the loads
   * under way only the alias's version stays wanted.
   */
  follow(alias: Alias): void {
    if (alias.writeId === this.#move) return;
    this.#move = alias.writeId;
    this.#refused.clear();
    this.abandon(alias.version);
  }

  isRefused(version: number): boolean {
    return this.#refused.has(version);
  }

  refusal(version: number): VersionRefused | undefined {
    return this.#refused.get(version);
  }

  refuse(refusal: VersionRefused): void {
    this.#refused.set(refusal.version, refusal);
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
      this.#pending.delete(version);
      return loaded;
    } catch (error) {
      if (error instanceof TimeOver) throw error;
      this.#pending.delete(version);
      if (!(error instanceof VersionRefused)) throw error;
      this.refuse(error);
      return undefined;
    }
  }

  /** As `load`, but tells the observer what kept the version away instead of throwing it. */
  async loadOrTell(version: number, timeoutMs: number): Promise<LoadedVersion | undefined | 'unreachable'> {
    const isKnown = this.isPending(version);
    try {
      return await this.load(version, timeoutMs);
    } catch (error) {
      if (!(isKnown && error instanceof TimeOver)) this.#observer.unreachable('version', error);
      return 'unreachable';
    }
  }

  /**
   * As `loadOrTell`, for batches that can do without the version: only the one that begins the load waits for
   * it, those that follow look whether it has come to an end.
   */
  loadAside(version: number, patienceMs: number): Promise<LoadedVersion | undefined | 'unreachable'> {
    return this.loadOrTell(version, this.isPending(version) ? 0 : patienceMs);
  }

  /** Whether a load was begun and its result not taken. */
  isPending(version: number): boolean {
    return this.#pending.has(version);
  }

  /** Gives up all loads under way but one; what they bring is released. */
  abandon(except: number | undefined): void {
    for (const [version, result] of this.#pending) {
      if (version === except) continue;
      this.#pending.delete(version);
      result.then((unwanted) => unwanted.release()).catch(() => {});
    }
  }

  #started(version: number): Promise<LoadedVersion> {
    const pending = this.#pending.get(version) ?? this.#load(version);
    this.#pending.set(version, pending);
    return pending;
  }
}
