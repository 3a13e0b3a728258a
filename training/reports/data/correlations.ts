import type { Html } from '../../../lib/report/html.ts';
import { matrixChart } from '../../../lib/report/matrix-chart.ts';
import { shownName } from '../../../lib/report/names.ts';
import { measured } from '../../../lib/report/numbers.ts';
import { heading, seen } from '../../../lib/report/words.ts';
import { pearson } from '../../features/correlation.ts';
import { isClassified } from '../../trainers/trainer.ts';
import { columnOf } from '../analysis/column.ts';
import type { TrainingReport } from '../report-input.ts';
import type { ShownFeatures } from './data-section.ts';

/** Beyond it two features say nearly the same. */
const NEARLY_THE_SAME = 0.9;

interface Column {
  readonly name: string;
  readonly values: Float64Array;
}

/** How the columns go together, in pairs; the target is among them where it is a number. */
export function correlationPicture({ report, features }: ShownFeatures): Html[] {
  const columns: Column[] = [
    ...targetColumn(report),
    ...features.map((feature) => ({
      name: shownName(report.signature.features[feature]?.name ?? String(feature), 32),
      values: columnOf(report.rows, feature),
    })),
  ];
  if (columns.length < 2) return [];
  const matrix = columns.map(({ values }, row) =>
    columns.map((other, column) => (column < row ? pearson(values, other.values) : undefined)),
  );
  const names = columns.map(({ name }) => name);
  return [
    heading('Correlations'),
    seen(...strongest(matrix, names)),
    matrixChart(
      {
        label: 'Correlation of every two columns',
        caption:
          'Pearson’s r of every two columns: blue goes together, orange goes against each other, pale has little to do with it.',
      },
      {
        rows: names.slice(1),
        columns: names.slice(0, -1),
        cells: matrix
          .slice(1)
          .map((row) =>
            row.slice(0, -1).map((r) => (r === undefined ? undefined : { strength: r, text: written(r) })),
          ),
      },
    ),
  ];
}

/** Classes that are numbers are grades; names have no order to go along with. */
function targetColumn({ rows, signature, dataset }: TrainingReport): Column[] {
  const name = `${shownName(dataset.target ?? signature.predictionKey, 24)} (target)`;
  if (!isClassified(rows)) return [{ name, values: rows.targets }];
  const grades = signature.classes.map(Number);
  if (signature.classes.some((label) => typeof label !== 'number')) return [];
  return [{ name, values: Float64Array.from(rows.labels, (label) => grades[label]!) }];
}

function strongest(matrix: readonly (readonly (number | undefined)[])[], names: readonly string[]): string[] {
  const pairs = matrix.flatMap((row, a) => row.flatMap((r, b) => (r === undefined ? [] : [{ a, b, r }])));
  pairs.sort((one, other) => Math.abs(other.r) - Math.abs(one.r));
  const [first] = pairs;
  if (first === undefined) return [];
  const twins = pairs.filter(({ r }) => Math.abs(r) >= NEARLY_THE_SAME).length;
  const direction = first.r < 0 ? 'against each other' : 'together';
  return [
    `${names[first.a]} and ${names[first.b]} go ${direction} most strongly: r = ${measured(first.r, 2)}.`,
    twins === 0
      ? `No two of these columns say nearly the same (|r| of ${NEARLY_THE_SAME} or more).`
      : `${twins === 1 ? 'One pair says' : `${twins} pairs say`} nearly the same (|r| of ${NEARLY_THE_SAME} or more).`,
  ];
}

/** "−.45" needs less room than "−0.45"; what rounds to 0 has no sign. */
function written(r: number): string {
  const rounded = r.toFixed(2);
  return Number(rounded) === 0 ? '0' : rounded.replace('0.', '.');
}
