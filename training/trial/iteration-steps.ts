import type { Direction } from '../samplers/sampler.ts';

/** Says a step's value, and hears whether to go on. */
export type Report = (step: number, value: number) => Promise<boolean>;

/** The last iteration that is a step. */
export const MAX_ITERATION_STEP = 512;

/**
 * Makes steps of a fit's iterations: iterations 1, 2, 4, … 512, so that a fit of any length writes ten at most and
 * trials are comparable at the same iterations. A step's value is the loss, turned round where the search maximises.
 */
export class IterationSteps {
  readonly #report: Report;
  readonly #direction: Direction;
  #pending: Promise<unknown> = Promise.resolve();
  #fault: unknown;
  #pruned = false;

  constructor(report: Report, direction: Direction) {
    this.#report = report;
    this.#direction = direction;
  }

  /** Whether a report was answered with an end. */
  get pruned(): boolean {
    return this.#pruned;
  }

  /** @returns whether to go on, as far as is known: a report's answer comes some iterations later */
  take(iteration: number, loss: number): boolean {
    if (Number.isInteger(Math.log2(iteration)) && iteration <= MAX_ITERATION_STEP && Number.isFinite(loss)) {
      const value = this.#direction === 'maximize' ? -loss : loss;
      this.#pending = this.#pending.then(() => this.#say(iteration, value));
    }
    return !this.#pruned && this.#fault === undefined;
  }

  /** Waits for all reports. @throws what a report threw */
  async settle(): Promise<void> {
    await this.#pending;
    if (this.#fault !== undefined) throw this.#fault;
  }

  async #say(step: number, value: number): Promise<void> {
    if (this.#pruned || this.#fault !== undefined) return;
    try {
      this.#pruned = !(await this.#report(step, value));
    } catch (thrown) {
      this.#fault = thrown;
    }
  }
}
