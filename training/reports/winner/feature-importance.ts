import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, counted, measured } from '../../../lib/report/numbers.ts';
import { rangeChart } from '../../../lib/report/range-chart.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import type { TrainingReport } from '../report-input.ts';

const MOST_FEATURES = 20;

/** What the model loses without each feature. */
export function featureImportance({ winner, signature, rows }: TrainingReport): Html[] {
  const { importance } = winner;
  const [first] = importance?.features ?? [];
  if (importance === null || first === undefined) return [];
  const { metric, baseline, features, repeats } = importance;
  const shown = features.slice(0, MOST_FEATURES);
  const nameOf = (feature: number): string =>
    shownName(signature.features[feature]?.name ?? String(feature), 32);
  const idle = features.filter(({ mean, deviation }) => mean <= deviation).length;
  const named = metric === 'r2' ? 'R²' : metric;
  return [
    heading('Which features the model needs'),
    seen(
      `Without ${nameOf(first.feature)} its ${named} falls by ${measured(first.mean, 2)}, from ${measured(baseline, 3)}: it needs that feature most.`,
      idle === 0
        ? undefined
        : `${counted(idle, 'feature')} could be shuffled without a loss that can be told from none.`,
      leftOut(rows.width, shown.length, 'features', 'those that matter most'),
    ),
    rangeChart(
      {
        label: `Loss of ${named} when a feature is shuffled`,
        caption: `Loss of ${named} when the feature is shuffled among ${count(importance.rows)} holdout rows (permutation importance, Breiman 2001): mean of ${counted(repeats, 'shuffling')} and one standard deviation. Features that say the same stand in for each other.`,
      },
      {
        ranges: shown.map(({ feature, mean, deviation }) => ({
          name: nameOf(feature),
          value: mean,
          low: mean - deviation,
          high: mean + deviation,
        })),
        against: [0],
      },
    ),
  ];
}
