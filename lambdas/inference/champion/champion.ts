import type { Alias } from '../../../lib/contract/alias.ts';
import type { Deadline } from '../respond/deadline.ts';
import type { Time } from '../respond/ports.ts';
import { candidates, formerOf } from './candidates.ts';
import { GuardWindow, type Judged, type Jury } from './guard-window.ts';
import type { LoadedVersion } from './load-version.ts';
import { NoVersion } from './no-version.ts';
import type { AliasPointer } from './pointer.ts';
import { VersionRefused } from './refusal.ts';
import type { ChampionObserver, VersionLoader } from './version-loader.ts';

/** A look at the alias takes at most this long while a version answers; then the batch goes on with it. */
const LOOK_TIMEOUT_MS = 500;

/** The same while there is nothing to answer with. */
const FIRST_LOOK_TIMEOUT_MS = 3000;

/** A batch that can do without a version waits for its load at most this long, and only the first such batch. */
const LOAD_PATIENCE_MS = 2000;

/** A load starts only when an invocation has this long left, so that its own batch is answered as well. */
const MIN_LOAD_MS = 2000;

/** Pauses between two tries to get a first version: from the first to the last, doubling. */
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 2000;

export interface ChampionPorts {
  readonly pointer: AliasPointer;
  readonly loader: VersionLoader;
  readonly observer: ChampionObserver;
  /** Wall-clock time: a monotonic clock may stand still while a sandbox is frozen. */
  readonly time: Pick<Time, 'now' | 'sleep'>;
}

/**
 * The version that answers, and how it comes and goes.
 *
 * At a start it is the alias's version, or, when that is refused, the newest one that the alias pointed to
 * before (see `candidates`). Later the alias is looked at between batches and a move is followed when the new
 * version passes its checks; one that does not is refused, and the old one goes on. A version that has just
 * come is guarded by the one before it, for ten minutes and ten records at least (see `guard`).
 */
export class Champion {
  readonly #ports: ChampionPorts;
  #served: LoadedVersion | undefined;
  /** Why the last try to get a first version failed. */
  #lacking = new NoVersion('registry-unreachable');
  /** The version that the alias points to and that is not yet served. */
  #wanted: number | undefined;
  #guard: GuardWindow | undefined;

  constructor(ports: ChampionPorts) {
    this.#ports = ports;
  }

  /**
   * The version to answer a batch with, or why there is none when the time is over. Waits for a first version as
   * long as the time allows.
   */
  async serve(deadline: Deadline): Promise<LoadedVersion | NoVersion> {
    if (this.#guard?.isOver(this.#ports.time.now())) this.#endGuard();
    if (this.#served !== undefined) await this.#follow(this.#served, deadline);
    for (
      let pauseMs = FIRST_PAUSE_MS;
      this.#served === undefined;
      pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS)
    ) {
      if ((await this.start(deadline)) || this.#leftMs(deadline) <= pauseMs) break;
      await this.#ports.time.sleep(pauseMs);
    }
    return this.#served ?? this.#lacking;
  }

  /** One try to get a first version, for the time before the first invocation. Never throws. */
  async start(deadline: Deadline): Promise<boolean> {
    try {
      const alias = await this.#ports.pointer.look(Math.min(FIRST_LOOK_TIMEOUT_MS, this.#leftMs(deadline)));
      this.#lacking = alias === undefined ? this.#noAlias() : await this.#startFrom(alias, deadline);
    } catch (error) {
      this.#ports.observer.unreachable(this.#ports.pointer.alias === undefined ? 'alias' : 'version', error);
      this.#lacking = new NoVersion('registry-unreachable');
    }
    return this.#served !== undefined;
  }

  /**
   * The evaluation to go on with: the one that came, or the former version's when that rejects less or the guard
   * refuses the served one. Undefined when the guard cannot decide now and much would be rejected: the records
   * had better wait.
   * @param jury undefined: the batch is no evidence, neither for the version nor against it
   */
  async judge<E>(
    judged: Judged<E>,
    jury: Jury<E> | undefined,
    deadline: Deadline,
  ): Promise<Judged<E> | undefined> {
    const guard = this.#guard;
    if (guard === undefined || jury === undefined) return judged;
    const verdict = await guard.judge(judged.evaluation, jury, (version, isNeeded) =>
      this.#former(version, isNeeded, deadline),
    );
    if (verdict === 'stays') return judged;
    if (verdict === 'undecided') return undefined;
    if (verdict.refused) this.#rollBack(judged.model, verdict.model);
    return verdict;
  }

  /**
   * Drops the served version, whose session is broken: the next batch starts anew, with all checks, so that a
   * version that still answers its golden records comes back and another one gives way.
   */
  drop(): void {
    this.#endGuard();
    release(this.#served);
    this.#served = undefined;
    this.#wanted = undefined;
  }

  #noAlias(): NoVersion {
    this.#ports.observer.noAlias(this.#served?.version);
    return new NoVersion('no-alias');
  }

  /** @returns what holds as long as no version is served */
  async #startFrom(alias: Alias, deadline: Deadline): Promise<NoVersion> {
    const { loader, time } = this.#ports;
    loader.follow(alias);
    for (const version of candidates(alias)) {
      const loaded = await loader.load(version, this.#leftMs(deadline));
      if (loaded === undefined) continue;
      this.#become(loaded);
      // However old the move is: a refusal lives in the memory of a sandbox, and each must come to it by itself.
      if (version === alias.version && formerOf(alias) !== undefined) {
        this.#guard = new GuardWindow(
          time.now(),
          candidates(alias).filter((former) => former < version),
        );
      }
      break;
    }
    return new NoVersion('all-refused', loader.refusal(alias.version));
  }

  async #follow(served: LoadedVersion, deadline: Deadline): Promise<void> {
    const { pointer, loader } = this.#ports;
    if (pointer.isDue()) await this.#look(deadline);
    const wanted = this.#wanted;
    const leftMs = this.#leftMs(deadline);
    if (wanted === undefined || (leftMs < MIN_LOAD_MS && !loader.isPending(wanted))) return;
    const next =
      this.#guard?.take(wanted) ?? (await loader.loadAside(wanted, Math.min(LOAD_PATIENCE_MS, leftMs / 2)));
    if (!loader.isPending(wanted)) this.#wanted = undefined;
    if (next !== undefined && next !== 'unreachable') this.#swap(served, next);
  }

  /** Fails open: while the registry does not answer, the version that is there goes on. */
  async #look(deadline: Deadline): Promise<void> {
    const { pointer, loader, observer } = this.#ports;
    try {
      const alias = await pointer.look(Math.min(LOOK_TIMEOUT_MS, this.#leftMs(deadline)));
      if (alias === undefined) return observer.noAlias(this.#served?.version);
      loader.follow(alias);
      const isNews = alias.version !== this.#served?.version && !loader.isRefused(alias.version);
      this.#wanted = isNews ? alias.version : undefined;
    } catch (error) {
      observer.unreachable('alias', error);
    }
  }

  #swap(old: LoadedVersion, next: LoadedVersion): void {
    this.#endGuard();
    if (old.version < next.version) this.#guard = new GuardWindow(this.#ports.time.now(), [old.version], old);
    else release(old);
    this.#become(next, old.version);
  }

  #rollBack(refused: LoadedVersion, former: LoadedVersion): void {
    this.#ports.loader.refuse(new VersionRefused(refused.version, 'rejects-too-much'));
    this.#guard = undefined;
    release(refused);
    this.#become(former, refused.version);
  }

  #become(version: LoadedVersion, former?: number): void {
    this.#served = version;
    this.#ports.observer.served(version.version, former);
  }

  /**
   * A batch that is lost to the guard without the former waits for it as long as it could still be answered:
   * handing it back at once would only use up the mapping's retries.
   */
  async #former(version: number, isNeeded: boolean, deadline: Deadline) {
    const { loader } = this.#ports;
    const leftMs = this.#leftMs(deadline);
    if (isNeeded) return loader.loadOrTell(version, leftMs / 2);
    return loader.loadAside(version, Math.min(LOAD_PATIENCE_MS, leftMs / 4));
  }

  #leftMs(deadline: Deadline): number {
    return deadline.stopAtMs - this.#ports.time.now();
  }

  #endGuard(): void {
    if (this.#guard === undefined) return;
    release(this.#guard.close());
    this.#guard = undefined;
    this.#ports.loader.abandon(this.#wanted);
  }
}

/** At worst native memory stays taken: nothing to stop a batch for. */
function release(version: LoadedVersion | undefined): void {
  version?.release().catch(() => {});
}
