import type { Verdict } from '../../../lib/contract/drift.ts';
import type { Scenario } from './scenarios.ts';

/** One simulation: three windows, the last of them judged. */
export interface Outcome {
  /** By feature; none when the answer was that there are too few rows. */
  readonly verdicts: readonly Verdict[];
  /** In the last window alone. */
  readonly differs: readonly boolean[];
  /** Columns that Evidently's default rule calls drifted in the last window. */
  readonly evidently: number;
  readonly features: number;
}

/** Shares of the simulations. */
export interface Rates {
  readonly simulations: number;
  /** Answered with "insufficient data". */
  readonly insufficient: number;
  /** The last window differs: in any feature; with a shift, in the shifted one. */
  readonly window: number;
  /** Two of three windows: any feature drifted; with a shift, the shifted one did. */
  readonly alarm: number;
  /** Evidently's default rules call a column drifted in the last window … */
  readonly evidentlyColumn: number;
  /** … and the dataset, when half of the columns are. */
  readonly evidentlyDataset: number;
}

export function ratesOf({ shift }: Scenario, outcomes: readonly Outcome[]): Rates {
  const share = (is: (outcome: Outcome) => boolean) => outcomes.filter(is).length / outcomes.length;
  const seen = <T>(values: readonly T[]) => (shift > 0 ? values.slice(0, 1) : values);
  return {
    simulations: outcomes.length,
    insufficient: share(({ verdicts }) => verdicts.every((verdict) => verdict === 'insufficient-data')),
    window: share(({ differs }) => seen(differs).some(Boolean)),
    alarm: share(({ verdicts }) => seen(verdicts).some((verdict) => verdict === 'drift')),
    evidentlyColumn: share(({ evidently }) => evidently > 0),
    evidentlyDataset: share(({ evidently, features }) => evidently >= features / 2),
  };
}
