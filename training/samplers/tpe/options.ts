import { z } from 'zod';

const share = z.number().min(0).max(1);

/** What may be set of a TPE search; the defaults are measured (test/bench/hpo). */
export const tpeOptionsSchema = z.strictObject({
  /** Finished trials (complete or pruned) before the model chooses. Default: 10. */
  startupTrials: z.int().positive().default(10),
  /** Points drawn from the good trials' density, of which the best goes on. Default: 24. */
  candidates: z.int().positive().default(24),
  /** Whether running trials count as bad, which keeps parallel workers apart. Default: false. */
  constantLiar: z.boolean().default(false),
  /** Of the trials after the start, those that try a family or choice drawn evenly. Default: 0.05. */
  exploringShare: share.default(0.05),
  /** Of the other trials of a family with choices, those that settle one choice first. Default: 0.5. */
  choiceFirstShare: share.default(0.5),
});

export type TpeOptions = Readonly<z.infer<typeof tpeOptionsSchema>>;
