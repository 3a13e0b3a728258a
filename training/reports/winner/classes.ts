import type { Html } from '../../../lib/report/html.ts';
import { matrixChart } from '../../../lib/report/matrix-chart.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, counted, measured, percent } from '../../../lib/report/numbers.ts';
import { dataTable } from '../../../lib/report/table.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import type { ClassifiedRows } from '../../trainers/trainer.ts';
import { type ClassMetrics, classMetrics, confusionMatrix, confusions } from '../analysis/class-metrics.ts';
import { largest } from '../analysis/column.ts';
import type { TrainingReport } from '../report-input.ts';

/** Classes for which there is room in the matrix, and lines in the table. */
const MOST_IN_MATRIX = 14;
const MOST_IN_TABLE = 40;

/** Which class is taken for which, and how each class fares. */
export function classPictures(
  rows: ClassifiedRows,
  { labels }: { readonly labels: Int32Array },
  { classes }: TrainingReport['signature'],
): Html[] {
  const matrix = confusionMatrix(rows.labels, labels, rows.classes);
  const fares = classMetrics(matrix);
  const nameOf = (label: number): string => shownName(String(classes[label] ?? label), 24);
  return [...confusionPicture(matrix, fares, nameOf), ...classTable(fares, nameOf)];
}

type NameOf = (label: number) => string;

function confusionPicture(matrix: number[][], fares: readonly ClassMetrics[], nameOf: NameOf): Html[] {
  const shown = mostFrequent(fares, MOST_IN_MATRIX);
  const names = shown.map(nameOf);
  const cells = shown.map((actual) =>
    shown.map((called) => {
      const rows = matrix[actual]![called]!;
      if (rows === 0) return undefined;
      const share = rows / Math.max(fares[actual]!.support, 1);
      return { strength: actual === called ? share : -share, text: count(rows) };
    }),
  );
  return [
    heading('Which class is taken for which'),
    seen(
      confusionSentence(matrix, nameOf),
      leftOut(fares.length, shown.length, 'classes', 'the most frequent'),
    ),
    matrixChart(
      {
        label: 'Confusion matrix: rows by true and predicted class',
        caption:
          'True class downwards, predicted class to the right. Blue is right, orange wrong; the stronger, the larger the share of the true class.',
      },
      { rows: names, columns: names, cells },
    ),
  ];
}

function confusionSentence(matrix: readonly (readonly number[])[], nameOf: NameOf): string {
  const all = matrix.flat().reduce((sum, each) => sum + each, 0);
  const right = matrix.reduce((sum, row, label) => sum + row[label]!, 0);
  const [worst] = confusions(matrix);
  const most =
    worst === undefined
      ? 'None is wrong.'
      : `Most often class ${nameOf(worst.actual)} is taken for ${nameOf(worst.called)}: ${counted(worst.count, 'row')}.`;
  return `${count(right)} of ${count(all)} rows are right. ${most}`;
}

function classTable(fares: readonly ClassMetrics[], nameOf: NameOf): Html[] {
  const shown = mostFrequent(fares, MOST_IN_TABLE);
  const told = shown.filter((label) => fares[label]!.support > 0);
  const best = largest(
    told.map((label) => fares[label]!.f1),
    1,
  ).map((at) => told[at]!)[0];
  const worst = largest(
    told.map((label) => -fares[label]!.f1),
    1,
  ).map((at) => told[at]!)[0];
  const sentence =
    best === undefined || worst === undefined
      ? ''
      : `Class ${nameOf(best)} is recognised best (F1 ${measured(fares[best]!.f1, 3)}), ${nameOf(worst)} worst (F1 ${measured(fares[worst]!.f1, 3)}).`;
  return [
    heading('Classes'),
    seen(sentence, leftOut(fares.length, shown.length, 'classes', 'the most frequent')),
    dataTable(
      ['class', 'precision', 'recall', 'F1', 'rows'],
      shown.map((label) => {
        const { precision, recall, f1, support } = fares[label]!;
        return [
          nameOf(label),
          { number: percent(precision) },
          { number: percent(recall) },
          { number: measured(f1, 3) },
          support,
        ];
      }),
      count,
    ),
  ];
}

/** In the order of the classes: grades stay grades. */
function mostFrequent(fares: readonly ClassMetrics[], most: number): number[] {
  return largest(
    fares.map(({ support }) => support),
    most,
  ).sort((a, b) => a - b);
}
