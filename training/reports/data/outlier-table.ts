import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, counted, measured, percent } from '../../../lib/report/numbers.ts';
import { dataTable } from '../../../lib/report/table.ts';
import { heading, seen } from '../../../lib/report/words.ts';
import { columnOf } from '../analysis/column.ts';
import { outliersOf } from '../analysis/outliers.ts';
import type { ShownFeatures } from './data-section.ts';

/** Which columns have values far from the rest. */
export function outlierTable({ report, features }: ShownFeatures): Html[] {
  const { rows, signature } = report;
  const found = features
    .map((feature) => ({
      name: shownName(signature.features[feature]?.name ?? String(feature), 32),
      ...outliersOf(columnOf(rows, feature)),
    }))
    .filter(({ outside }) => outside > 0)
    .sort((a, b) => b.farOut - a.farOut || b.outside - a.outside);
  const [first] = found;
  if (first === undefined) {
    return [
      heading('Outliers'),
      seen('No column has values beyond 1.5 interquartile ranges from its quartiles.'),
    ];
  }
  const furthest = found.reduce((a, b) => (b.furthest!.ranges > a.furthest!.ranges ? b : a));
  return [
    heading('Outliers'),
    seen(
      `${first.name} has the most values far out: ${counted(first.farOut, 'row')} beyond 3 interquartile ranges from its quartiles. The single furthest value is ${measured(furthest.furthest!.value)} of ${furthest.name}, ${measured(furthest.furthest!.ranges, 2)} ranges away.`,
    ),
    dataTable(
      ['feature', 'beyond 1.5 ranges', 'of all rows', 'beyond 3 ranges', 'furthest value', 'ranges away'],
      found.map(({ name, outside, farOut, furthest: far }) => [
        name,
        { number: count(outside) },
        { number: percent(outside / rows.count) },
        { number: count(farOut) },
        { number: measured(far!.value) },
        { number: measured(far!.ranges, 2) },
      ]),
    ),
  ];
}
