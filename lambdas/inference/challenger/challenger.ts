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
    const contender = this.#follow(evaluation.manifest);
    const model = contender?.model;
    if (contender === undefined || model === undefined) return undefined;
    const started = performance.now();
    const budgetMs = SHARE_OF_TIME * batchMs;
    const skipped = contender.isRunning || !this.#hasTime(budgetMs, deadline);
    if (!skipped) await this.#show(contender, model, evaluation, budgetMs);
    const result = contender.take();
    if (contender.fails) this.#refuse('fails');
    return { version: contender.version, result, waitMs: performance.now() - started, skipped };
  }

  /** The challenging version as the alias names it by now; it may still load. */
  #follow(champion: Manifest): Contender | undefined {
    const { alias } = this.#ports.pointer;
    const isWanted = alias?.version !== champion.version && alias?.writeId !== this.#refusedMove;
    const wanted = isWanted ? alias : undefined;
    if (this.#contender?.version !== wanted?.version) this.#end();
    if (wanted === undefined) return undefined;
    this.#contender ??= this.#load(wanted, champion);
    const { model, isRunning } = this.#contender;
    const isBusy = model === undefined || isRunning;
    if (isBusy && this.#contender.isStuck(this.#ports.time.now())) this.#refuse('too-slow');
    return this.#contender;
  }

  #load({ version }: Alias, champion: Manifest): Contender {
    const contender = new Contender(version, this.#ports.load(version), this.#ports.time.now());
    contender.loaded.then(
      (model) => this.#contender === contender && this.#arrived(contender, model, champion),
      (error: unknown) => this.#contender === contender && this.#failed(error),
    );
    return contender;
  }

  #arrived(contender: Contender, model: LoadedVersion, champion: Manifest): void {
    if (readsAlike(model.manifest, champion)) {
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

  #hasTime(budgetMs: number, deadline: Deadline): boolean {
    return deadline.stopAtMs - this.#ports.time.now() > budgetMs;
  }

  async #show(
    contender: Contender,
    model: LoadedVersion,
    evaluation: Evaluation,
    budgetMs: number,
  ): Promise<void> {
    const picked = this.#sample.take(evaluation, contender.pace.rowsWithin(budgetMs));
    if (picked.length === 0) return;
    const run = contender.run(model, evaluation, picked, this.#ports.time.now());
    await within(budgetMs, run).catch(() => {});
  }

  #refuse(reason: VersionRefused['reason'], cause?: VersionRefused): void {
    const version = this.#contender!.version;
    this.#refusedMove = this.#ports.pointer.alias?.writeId;
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
