/** The steps of a training, in their order. */
export const STAGES = [
  'data',
  'features',
  'fit',
  'export',
  'evaluate',
  'profile',
  'gate',
  'publish',
  'promote',
] as const;
export type TrainStage = (typeof STAGES)[number];

/** Something to show while the training goes on. */
export interface TrainProgress {
  readonly stage: TrainStage;
  /** Of the whole, 0 to 1; an estimate. */
  readonly fraction: number;
  readonly message: string;
}

/** Where each stage starts within the whole, by the time it takes on wine data. */
const STARTS: Readonly<Record<TrainStage, number>> = {
  data: 0,
  features: 0.05,
  fit: 0.08,
  export: 0.8,
  evaluate: 0.84,
  profile: 0.85,
  gate: 0.86,
  publish: 0.88,
  promote: 0.98,
};

/** How often a stage that says nothing itself is reported with its time. */
const TICK_MS = 1000;

/** The time that a fit of the wine data takes, for the estimate. */
const USUAL_FIT_MS = 8000;

/** Reports the stages of a training and measures them. */
export class ProgressReporter {
  readonly durationsMs: Partial<Record<TrainStage, number>> = {};
  readonly #report: (event: TrainProgress) => void;

  constructor(report: (event: TrainProgress) => void) {
    this.#report = report;
  }

  /** Runs a stage. @param message what it does, shown at its start */
  async stage<T>(
    stage: TrainStage,
    message: string,
    run: (tell: (message: string) => void) => T | Promise<T>,
  ): Promise<T> {
    const started = performance.now();
    const tell = (text: string) => this.#report({ stage, fraction: STARTS[stage], message: text });
    tell(message);
    const ticking = stage === 'fit' ? this.#tick(message, started) : undefined;
    try {
      return await run(tell);
    } finally {
      clearInterval(ticking);
      this.durationsMs[stage] = performance.now() - started;
    }
  }

  /** Says something by the way, after the last stage. */
  remark(message: string): void {
    this.#report({ stage: 'promote', fraction: 1, message });
  }

  /** libsvm does not say how far it is: the time is shown, and the fraction nears the next stage's. */
  #tick(message: string, started: number): NodeJS.Timeout {
    return setInterval(() => {
      const elapsedMs = performance.now() - started;
      const share = 1 - Math.exp(-elapsedMs / USUAL_FIT_MS);
      const fraction = STARTS.fit + share * (STARTS.export - STARTS.fit);
      this.#report({ stage: 'fit', fraction, message: `${message}: ${Math.round(elapsedMs / 1000)} s` });
    }, TICK_MS);
  }
}
