import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { measured } from '../../../lib/report/numbers.ts';
import { dataTable } from '../../../lib/report/table.ts';
import { mean } from '../../features/correlation.ts';
import { columnOf } from '../analysis/column.ts';
import { quantile } from '../analysis/spread.ts';
import type { ShownFeatures } from './data-section.ts';

/** What is in each column, in numbers. */
export function statisticsTable({ report, features, relevance }: ShownFeatures): Html[] {
  const { rows, signature, dataset } = report;
  const missing = new Map(
    Object.entries(dataset.statistics ?? {}).map(([name, column]) => [name, column.missing]),
  );
  const line = (feature: number) => {
    const name = signature.features[feature]?.name ?? String(feature);
    const sorted = columnOf(rows, feature).sort();
    return [
      shownName(name, 32),
      { number: measured(sorted[0]) },
      { number: measured(quantile(sorted, 0.25)) },
      { number: measured(quantile(sorted, 0.5)) },
      { number: measured(quantile(sorted, 0.75)) },
      { number: measured(sorted.at(-1)) },
      { number: measured(mean(sorted)) },
      { number: String(missing.get(name) ?? '–') },
      { number: measured(relevance[feature], 2) },
    ];
  };
  return [
    dataTable(
      ['feature', 'least', '25%', 'median', '75%', 'most', 'mean', 'empty', 'relevance'],
      features.map(line),
    ),
  ];
}
