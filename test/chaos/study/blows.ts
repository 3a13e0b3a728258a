import { setTimeout as sleep } from 'node:timers/promises';
import type { Study } from '../../../training/study/study.ts';
import type { Fighter } from './fleet.ts';

/** One worker's hold of a trial. */
export interface Hold {
  readonly worker: string;
  readonly number: number;
  readonly epoch: number;
}

export interface BlowOptions {
  readonly study: Study;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Workers to kill in the middle of a trial. */
  readonly kills: number;
  /** Workers to pause until another has their trial. */
  readonly pauses: number;
  /** The trial that no worker survives. */
  readonly deadly: number;
  /** In place of one that was killed. */
  readonly replace: () => void;
}

/** Of the trials that begin, the share that are struck as long as there are blows left. */
const STRUCK_SHARE = 0.3;
/** A trial lasts 400 ms or more: a blow within these is in its middle. */
const WITHIN_MS = 250;
/** Nobody takes a trial sooner than a lease; by then somebody has. */
const TAKEN_WITHIN_MS = 15_000;

/** Kills and pauses workers while they run trials. */
export class Blows {
  readonly killed: Hold[] = [];
  readonly paused: Hold[] = [];
  readonly #options: BlowOptions;
  readonly #struck = new Set<number>();
  readonly #going: Promise<void>[] = [];

  constructor(options: BlowOptions) {
    this.#options = options;
  }

  /** To be told of each trial that a worker begins. */
  onClaimed(fighter: Fighter, number: number, epoch: number): void {
    const { kills, pauses, deadly, random } = this.#options;
    const hold = { worker: fighter.worker, number, epoch };
    const isDeadly = number === deadly;
    if (!isDeadly && (this.#struck.has(number) || random() > STRUCK_SHARE)) return;
    this.#struck.add(number);
    if (!isDeadly && this.paused.length < pauses) this.#pause(fighter, hold);
    else if (isDeadly || this.killed.length < kills) this.#kill(fighter, hold);
  }

  /** Resolves when all that were paused go on. */
  async done(): Promise<void> {
    await Promise.all(this.#going);
  }

  #kill(fighter: Fighter, hold: Hold): void {
    this.killed.push(hold);
    setTimeout(() => {
      fighter.child.kill('SIGKILL');
      this.#options.replace();
    }, this.#options.random() * WITHIN_MS);
  }

  #pause(fighter: Fighter, hold: Hold): void {
    this.paused.push(hold);
    fighter.child.kill('SIGSTOP');
    this.#going.push(this.#goOnOnceTaken(fighter, hold));
  }

  async #goOnOnceTaken(fighter: Fighter, { number, epoch }: Hold): Promise<void> {
    const deadline = performance.now() + TAKEN_WITHIN_MS;
    while (performance.now() < deadline) {
      await sleep(300);
      const trial = (await this.#options.study.trials())[number];
      if (trial && trial.epoch > epoch) break;
    }
    fighter.child.kill('SIGCONT');
  }
}
