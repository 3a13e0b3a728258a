import type { Bins, Layout, NumberBins } from '../../contract/profile.ts';
import { BinGrid } from './bin-grid.ts';
import { binsByCode, CategoryTally } from './category-tally.ts';
import { NumberTally } from './number-tally.ts';

export type Tally = NumberTally | CategoryTally;

/** What all counters of a layout share: how bins are found. */
export interface TallyPlan {
  /** New, empty tallies of the features. */
  features(): readonly Tally[];
  /** The same of a regression's value. */
  value(): NumberTally | undefined;
}

const plans = new WeakMap<Layout, TallyPlan>();

/** The plan of a layout, worked out once. */
export function tallyPlan(layout: Layout): TallyPlan {
  const known = plans.get(layout);
  if (known) return known;
  const features = layout.features.map(tallyMaker);
  const { prediction } = layout;
  const value = prediction.task === 'regression' ? numberMaker(prediction.bins) : () => undefined;
  const plan = { features: () => features.map((make) => make()), value };
  plans.set(layout, plan);
  return plan;
}

function tallyMaker(bins: Bins): () => Tally {
  if (bins.type === 'number') return numberMaker(bins);
  const byCode = binsByCode(bins);
  return () => new CategoryTally(bins, byCode);
}

function numberMaker(bins: NumberBins): () => NumberTally {
  const grid = new BinGrid(bins.edges, bins.range);
  return () => new NumberTally(bins, grid);
}
