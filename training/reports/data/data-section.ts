import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, counted } from '../../../lib/report/numbers.ts';
import { dataTable } from '../../../lib/report/table.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import { largest, relevances } from '../analysis/column.ts';
import type { TrainingReport } from '../report-input.ts';
import { correlationPicture } from './correlations.ts';
import { featuresAgainstTarget } from './features-against-target.ts';
import { outlierTable } from './outlier-table.ts';
import { statisticsTable } from './statistics-table.ts';
import { targetPicture } from './target.ts';

/** Features that the pictures of the data show. */
const MOST_FEATURES = 16;

/** Features as the parts of this section show them: those that speak most for the target, strongest first. */
export interface ShownFeatures {
  readonly report: TrainingReport;
  /** Positions in the rows. */
  readonly features: readonly number[];
  /** Of every feature, 0 to 1. */
  readonly relevance: readonly number[];
}

/** What the model learned from. */
export function dataSection(report: TrainingReport): Html[] {
  const relevance = relevances(report.rows);
  const features = largest(relevance, MOST_FEATURES);
  const shown: ShownFeatures = { report, features, relevance };
  return [
    seen(
      leftOut(
        report.rows.width,
        features.length,
        'features',
        'those that speak most for the target, here and below',
      ),
    ),
    sourceTable(report),
    ...targetPicture(report),
    ...featuresAgainstTarget(shown),
    ...correlationPicture(shown),
    heading('Columns'),
    ...statisticsTable(shown),
    ...outlierTable(shown),
  ];
}

function sourceTable({ dataset, rows, signature }: TrainingReport): Html {
  const { split, version } = dataset;
  return dataTable(
    ['what', 'value'],
    [
      ['source', shownName(dataset.source, 160)],
      ['SHA-256', dataset.sha256],
      ...(version === undefined ? [] : [['version (time)', version]]),
      ['rows', counted(dataset.rows, 'row')],
      ['features', count(rows.width)],
      ['target', shownName(dataset.target ?? signature.predictionKey, 80)],
      ...(split === undefined
        ? []
        : [
            [
              'split',
              `${count(split.trainRows)} to learn from, ${count(split.holdoutRows)} held out; seed ${split.seed}`,
            ],
          ]),
      ['empty cells', missingText(dataset.statistics)],
    ],
  );
}

function missingText(statistics: TrainingReport['dataset']['statistics']): string {
  if (statistics === undefined) return 'not counted';
  const missing = Object.values(statistics).reduce((sum, column) => sum + column.missing, 0);
  return missing === 0 ? 'none' : counted(missing, 'cell');
}
