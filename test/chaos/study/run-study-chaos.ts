import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { createStudy, type Study } from '../../../training/study/study.ts';
import { randomFrom } from '../../support/random.ts';
import { Blows, type Hold } from './blows.ts';
import { DEADLY } from './deadly.ts';
import { Fleet, type Told } from './fleet.ts';

export interface StudyChaosOptions {
  readonly place: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly trials: number;
  readonly workers: number;
  readonly kills: number;
  readonly pauses: number;
}

/** What happened, as the workers told it and as the store holds it. */
export interface StudyChaosRun {
  readonly study: Study;
  readonly killed: readonly Hold[];
  readonly paused: readonly Hold[];
  /** Workers that learned that another has their trial. */
  readonly refused: readonly (Hold & { readonly reason: string })[];
  /** The widest difference between the wall clocks of two workers, in milliseconds. */
  readonly clocksApartMs: number;
  /** Workers that ended with a fault of their own. */
  readonly faults: readonly string[];
  readonly processes: number;
  readonly seconds: number;
}

export const STUDY = 'chaos';
const CLOCKS_MS = 30_000;
/** Whole seconds of S3 come on top. */
const LEASE = { seconds: 3, heartbeatSeconds: 1, maxDeaths: 3 } as const;

/** Sixteen workers, say, on one study, while they are killed and paused and none of their clocks is right. */
export async function runStudyChaos(options: StudyChaosOptions): Promise<StudyChaosRun> {
  const { place, seed, trials, workers } = options;
  const study = await createStudy(openStore(place), {
    study: STUDY,
    objective: { metric: 'height', direction: 'minimize' },
    space: {
      bowl: { x: { kind: 'float', low: 0, high: 1 }, y: { kind: 'float', low: 0, high: 1 } },
      flat: { x: { kind: 'float', low: 0, high: 1, step: 0.1 } },
    },
    sampler: { name: 'tpe' },
    pruner: { name: 'median' },
    maxStep: 4,
    seed,
    limits: { trials },
    lease: LEASE,
    problem: null,
  });
  const started = performance.now();
  const told = new Tellings();
  const fleet: Fleet = new Fleet({
    ...{ place, study: STUDY, environment: options.environment },
    clockShiftMs: (nth) => CLOCKS_MS * ((2 * (nth % workers)) / (workers - 1) - 1),
    onTold: (fighter, event) => {
      told.hear(fighter.worker, event);
      if (event.kind === 'claimed') blows.onClaimed(fighter, event.trial.number, event.trial.epoch);
    },
  });
  const start = () => {
    const { worker, gone } = fleet.start();
    void gone.then(({ code }) => {
      if (code !== null && code !== 0) told.faults.push(`${worker} ended with ${code}`);
    });
  };
  const { kills, pauses } = options;
  const blows = new Blows({ study, random: randomFrom(seed), kills, pauses, deadly: DEADLY, replace: start });
  try {
    for (let n = 0; n < workers; n++) start();
    await fleet.ended();
    await blows.done();
  } finally {
    fleet.abandon();
  }
  const seconds = (performance.now() - started) / 1_000;
  const { killed, paused } = blows;
  const { refused, faults, clocksApartMs } = told;
  return { study, killed, paused, refused, clocksApartMs, faults, processes: fleet.started, seconds };
}

/** What the workers say. */
class Tellings {
  readonly refused: (Hold & { readonly reason: string })[] = [];
  readonly faults: string[] = [];
  readonly #shiftsMs: number[] = [];

  get clocksApartMs(): number {
    return Math.max(...this.#shiftsMs) - Math.min(...this.#shiftsMs);
  }

  hear(worker: string, told: Told): void {
    if (told.kind === 'clock') this.#shiftsMs.push(told.nowMs - Date.now());
    if (told.kind === 'lost')
      this.refused.push({ worker, number: told.number, epoch: told.epoch, reason: told.reason });
  }
}
