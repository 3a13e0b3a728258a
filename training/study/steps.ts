import type { ObservedTrial, Step } from '../samplers/sampler.ts';
import type { ClaimedTrial } from './worker-events.ts';

/** The intermediate values of a trial, as its run tells them. */
export class Steps {
  readonly #maxStep: number;
  readonly #all: Step[] = [];

  /** @param maxStep the last step that may come */
  constructor(maxStep: number) {
    this.#maxStep = maxStep;
  }

  get all(): readonly Step[] {
    return this.#all;
  }

  /** @throws Error for a step out of order or a value that is not finite */
  add(step: number, value: number): void {
    const last = this.#all.at(-1)?.step ?? 0;
    if (!Number.isInteger(step) || step <= last || step > this.#maxStep)
      throw new Error(
        `step ${step} was told after step ${last}; expected a later one, up to ${this.#maxStep}`,
      );
    if (!Number.isFinite(value)) throw new Error(`its value at step ${step} came out as ${value}`);
    this.#all.push({ step, value });
  }

  /** The trial as a pruner sees it. */
  asObserved({ number, family, parameters }: ClaimedTrial): ObservedTrial {
    return { number, family, parameters, state: 'running', value: null, steps: [...this.#all] };
  }
}
