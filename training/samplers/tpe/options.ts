import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What may be set of a TPE search; the defaults are measured (test/bench/hpo). */
export const tpeOptionsSchema = z.strictObject({
  /** Finished trials (complete or pruned) before the model chooses. Default: 10. */
  startupTrials: z.int().positive().default(10),
  /** Points drawn from the good trials' density, of which the best goes on. Default: 24. */
  candidates: z.int().positive().default(24),
  /**
   * Whether running trials count as bad, which keeps parallel workers apart. Default: false, for with asynchronous
   * workers of unequal speed it did not help (seeds 1000 to 1059, 100 trials in all, median regret without and with
   * it). Four workers: Branin .0033, .0026; Hartmann6 .16, .18; Rastrigin5 23, 24; Ackley5 5.3, 6.4; Rosenbrock5 63, 84;
   * Sphere5 .15, .25. Ten: Branin .0096, .0093; Hartmann6 .30, .33; Rastrigin5 25, 27; Ackley5 8.9, 10.9;
   * Rosenbrock5 225, 257; Sphere5 .57, .96.
   */
  constantLiar: z.boolean().default(false),
  /**
   * Of the trials after the start, those that try a family or choice drawn evenly. Default: 0.05; on
   * test/bench/hpo/mixed.ts (mean regret of 60 seeds) none gives .0084, this .0063, a tenth .0048.
   */
  exploringShare: share.default(0.05),
  /** Of the other trials of a family with choices, those that settle one choice first. Default: 0.5. */
  choiceFirstShare: share.default(0.5),
});

export type TpeOptions = Readonly<z.infer<typeof tpeOptionsSchema>>;
