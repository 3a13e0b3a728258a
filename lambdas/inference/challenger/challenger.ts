import { isDeepStrictEqual } from 'node:util';
import type { Alias } from '../../../lib/contract/alias.ts';
import type { Manifest } from '../../../lib/contract/manifest.ts';
import type { LoadedVersion } from '../champion/load-version.ts';
import type { AliasPointer } from '../champion/pointer.ts';
import { VersionRefused } from '../champion/refusal.ts';
import { within } from '../champion/within.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Deadline } from '../respond/deadline.ts';
import type { Time } from '../respond/ports.ts';
import { type ChallengerLoad, Contender, type RunResult } from './contender.ts';
import { SHARE_OF_TIME } from './pace.ts';
import { RowSample } from './row-sample.ts';

/** A look at the alias goes on beside a batch and may take this long. */
const LOOK_TIMEOUT_MS = 10_000;

/** By how much a timer may be late. A wait that is no longer than that cannot be kept: there is none then. */
const TIMER_MS = 1;

/** What a challenger did beside a batch. */
export interface Shadow {
  /** The challenger's version. */
  readonly version: number;
  /** Of a run that ended since the last batch; undefined when none did. */
  readonly result: RunResult | undefined;
  /** By how much the batch's answer was put off. */
  readonly waitMs: number;
  /** Whether the batch was left out: no time, or the last run still goes on. */
  readonly skipped: boolean;
}

export interface ChallengerPorts {
  readonly pointer: Pick<AliasPointer, 'alias' | 'isDue' | 'look'>;
  /** Loads a version as the champion is loaded, golden records and all, into a process of its own. */
  load(version: number): ChallengerLoad;
  readonly observer: ChallengerObserver;
  readonly time: Pick<Time, 'now'>;
}

export interface ChallengerObserver {
  /** A version runs in shadow from now on. */
  challenged(version: number): void;
  /** A version will not run in shadow until the alias moves. */
  challengerRefused(refusal: VersionRefused): void;
}

/**
 * A version that is tried on live records beside the champion, and answers nobody. It has a process of its own, sees
 * a tenth of the rows once their predictions are put, and a batch waits for it a fifth of its own time at most: what
 * comes later is counted with a later batch. Whatever it does, nothing here throws.
 */
export class Challenger {
  readonly #ports: ChallengerPorts;
  readonly #sample = new RowSample();
  #contender: Contender | undefined;
  /** The move of the alias whose version is given up. */
  #refusedMove: string | undefined;
  /** Of the version that answered last. */
  #champion: Manifest | undefined;

  constructor(ports: ChallengerPorts) {
    this.#ports = ports;
  }

  /** Begins a look at the alias where it is time for one. It goes on beside the batch, which waits for none of it. */
  begin(): void {
    const { pointer } = this.#ports;
    if (pointer.isDue()) pointer.look(LOOK_TIMEOUT_MS).catch(() => {});
  }

  /**
   * Shows a batch to the challenger, when there is one.
   * @param batchMs what the batch took until now, its puts included
   * @returns undefined when no version challenges the one that answered
   */
  async shadow(evaluation: Evaluation, batchMs: number, deadline: Deadline): Promise<Shadow | undefined> {
    const contender = this.#follow(evaluation.manifest, batchMs);
    const model = contender?.model;
    if (contender === undefined || model === undefined) return undefined;
    const started = performance.now();
    const budgetMs = SHARE_OF_TIME * batchMs;
    const most = this.#hasTime(contender, budgetMs, deadline) ? contender.pace.rowsWithin(budgetMs) : 0;
    const skipped = most === 0;
    if (!skipped) await this.#show(contender, model, evaluation, { most, budgetMs });
    const result = contender.take();
    if (contender.fails) this.#refuse('fails');
    return { version: contender.version, result, waitMs: performance.now() - started, skipped };
  }

  /** The challenging version as the alias names it by now; it may still load. */
  #follow(champion: Manifest, batchMs: number): Contender | undefined {
    const isOther = champion !== this.#champion;
    this.#champion = champion;
    const { alias } = this.#ports.pointer;
    const isWanted = alias?.version !== champion.version && alias?.writeId !== this.#refusedMove;
    const wanted = isWanted ? alias : undefined;
    if (this.#contender?.version !== wanted?.version) this.#end();
    if (wanted === undefined) return undefined;
    this.#contender ??= this.#load(wanted);
    const { model, isRunning } = this.#contender;
    const isBusy = model === undefined || isRunning;
    if (isBusy && this.#contender.isStuck(this.#ports.time.now(), batchMs)) this.#refuse('too-slow');
    // Also one that is there already: the champion may have moved since to a version that reads otherwise.
    else if (isOther && model !== undefined && !readsAlike(model.manifest, champion))
      this.#refuse('signature-differs');
    return this.#contender;
  }

  #load(alias: Alias): Contender {
    const load = this.#ports.load(alias.version);
    const contender = new Contender(alias, load, this.#ports.time.now());
    contender.loaded.then(
      (model) => this.#contender === contender && this.#arrived(contender, model),
      (error: unknown) => this.#contender === contender && this.#failed(error),
    );
    return contender;
  }

  #arrived(contender: Contender, model: LoadedVersion): void {
    if (readsAlike(model.manifest, this.#champion!)) {
      contender.model = model;
      this.#ports.observer.challenged(model.version);
    } else {
      this.#refuse('signature-differs');
    }
  }

  /** What is stored is at fault for good; a registry that does not answer is asked again with the next batch. */
  #failed(error: unknown): void {
    if (error instanceof VersionRefused) this.#refuse(error.reason, error);
    else this.#end();
  }

  #hasTime({ isRunning }: Contender, budgetMs: number, deadline: Deadline): boolean {
    return !isRunning && deadline.stopAtMs - this.#ports.time.now() > budgetMs;
  }

  async #show(
    contender: Contender,
    model: LoadedVersion,
    evaluation: Evaluation,
    { most, budgetMs }: { readonly most: number; readonly budgetMs: number },
  ): Promise<void> {
    const picked = this.#sample.take(evaluation, most);
    if (picked.length === 0) return;
    const run = contender.run(model, evaluation, picked, this.#ports.time.now());
    const waitMs = budgetMs - TIMER_MS;
    if (waitMs >= TIMER_MS) await within(waitMs, run).catch(() => {});
  }

  #refuse(reason: VersionRefused['reason'], cause?: VersionRefused): void {
    const { version, move } = this.#contender!;
    // The alias may have moved on meanwhile: the version that it names by now is not the one at fault.
    this.#refusedMove = move;
    this.#end();
    this.#ports.observer.challengerRefused(cause ?? new VersionRefused(version, reason));
  }

  #end(): void {
    this.#contender?.end();
    this.#contender = undefined;
  }
}

/** Whether both read the same rows and name the same classes: else their answers cannot be compared. */
function readsAlike({ signature: a }: Manifest, { signature: b }: Manifest): boolean {
  return (
    a.task === b.task && isDeepStrictEqual(a.features, b.features) && isDeepStrictEqual(a.classes, b.classes)
  );
}
