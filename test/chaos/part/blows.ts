import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosHost } from '../host/chaos-host.ts';
import type { ChaosStreams } from '../streams/chaos-streams.ts';
import { type Blow, Timeline } from '../weather/timeline.ts';
import { inputStreamOf, type PartPlan } from './part-plan.ts';

/** How often it is looked whether a blow is due. */
const LOOK_MS = 20;

/** Deals a part its crashes, restarts and reshardings, one after the other. */
export class Blows {
  /** How often each has struck. */
  readonly struck: Record<Blow, number> = { crash: 0, restart: 0, split: 0, merge: 0 };
  readonly #plan: PartPlan;
  readonly #host: ChaosHost;
  readonly #streams: ChaosStreams;
  readonly #random: () => number;
  readonly #timeline: Timeline;

  constructor(plan: PartPlan, host: ChaosHost, streams: ChaosStreams, random: () => number) {
    this.#plan = plan;
    this.#host = host;
    this.#streams = streams;
    this.#random = random;
    this.#timeline = new Timeline(plan.blows, random);
  }

  /** Strikes until the signal aborts. @param share of the part that is over */
  async run(share: () => number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const blow = this.#timeline.take(share());
      if (blow === undefined) await sleep(LOOK_MS);
      else {
        await this.#deal(blow, signal);
        this.struck[blow]++;
      }
    }
  }

  async #deal(blow: Blow, signal: AbortSignal): Promise<void> {
    if (blow === 'restart') {
      await this.#host.kill();
      await this.#host.start();
    } else if (blow === 'crash') {
      // For a moment after a crash none may run.
      while (!(await this.#host.crash(this.#random())) && !signal.aborted) await sleep(LOOK_MS);
    } else this.#streams.reshard?.(inputStreamOf(this.#plan), blow, this.#random);
  }
}
