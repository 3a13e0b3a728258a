import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, measured } from '../../../lib/report/numbers.ts';
import { type Range, rangeChart } from '../../../lib/report/range-chart.ts';
import { dataTable } from '../../../lib/report/table.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import { isClassified } from '../../trainers/trainer.ts';
import type { TrainingReport } from '../report-input.ts';
import { metricName } from '../words.ts';
import { calibrationPicture } from './calibration.ts';
import { classPictures } from './classes.ts';
import { featureImportance } from './feature-importance.ts';
import { residualPictures } from './residuals.ts';

const MOST_HYPERPARAMETERS = 40;
const MOST_METRICS = 12;

/** The published model: how it is set, and how it does on rows that it has not seen. */
export function winnerSection(report: TrainingReport): Html[] {
  const { family, trial, holdout } = report.winner;
  const from = trial === null ? '' : `, as trial ${trial} found it`;
  return [
    seen(
      `The model is of the family ${shownName(family)}${from}; everything below is measured on ${count(holdout.rows.count)} rows of the holdout.`,
    ),
    ...metrics(report),
    ...predictions(report),
    ...featureImportance(report),
    heading('Hyperparameters'),
    ...hyperparameters(report),
  ];
}

function predictions({ winner, signature }: TrainingReport): Html[] {
  const { rows, answers } = winner.holdout;
  if (isClassified(rows) && 'labels' in answers) {
    return [...classPictures(rows, answers, signature), ...calibrationPicture(rows, answers)];
  }
  return !isClassified(rows) && 'values' in answers ? residualPictures(rows, answers.values) : [];
}

function metrics({ winner }: TrainingReport): Html[] {
  const all = Object.entries(winner.metrics);
  const shown = all.slice(0, MOST_METRICS);
  if (shown.length === 0) return [];
  // One axis serves shares alone: an error in the target's unit has another scale.
  const shares = shown
    .filter(([, { low, high }]) => low >= 0 && high <= 1)
    .map(([name, interval]): Range => ({ name: metricName(name), ...interval }));
  return [
    heading('Metrics'),
    seen(leftOut(all.length, shown.length, 'metrics', 'the first')),
    dataTable(
      ['metric', 'value', 'from', 'to'],
      shown.map(([name, { value, low, high }]) => [
        metricName(name),
        { number: measured(value) },
        { number: measured(low) },
        { number: measured(high) },
      ]),
    ),
    ...(shares.length < 2 ? [] : [intervals(shares)]),
  ];
}

function intervals(ranges: readonly Range[]): Html {
  return rangeChart(
    { label: 'Metrics with their intervals', caption: 'Metrics on the holdout with their 95% intervals.' },
    { ranges },
  );
}

function hyperparameters({ winner }: TrainingReport): Html[] {
  const all = Object.entries(winner.hyperparameters);
  if (all.length === 0) return [seen('It has none.')];
  const shown = all.slice(0, MOST_HYPERPARAMETERS);
  return [
    seen(leftOut(all.length, shown.length, 'hyperparameters', 'the first')),
    dataTable(
      ['hyperparameter', 'value'],
      shown.map(([name, value]) => [
        shownName(name),
        typeof value === 'number' ? measured(value, 6) : shownName(String(value)),
      ]),
    ),
  ];
}
