import { binned, histogramChart } from '../../../lib/report/histogram-chart.ts';
import type { Html } from '../../../lib/report/html.ts';
import { dots, lines, type Point } from '../../../lib/report/marks.ts';
import { measured } from '../../../lib/report/numbers.ts';
import { linearScale } from '../../../lib/report/scale.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import { xyChart } from '../../../lib/report/xy-chart.ts';
import { mean } from '../../features/correlation.ts';
import type { MeasuredRows } from '../../trainers/trainer.ts';
import { median, spreadOf } from '../analysis/spread.ts';
import { evenly } from '../trials.ts';

const MOST_DOTS = 1000;

/** Predicted against true values, and what lies between them. */
export function residualPictures({ targets }: MeasuredRows, values: ArrayLike<number>): Html[] {
  if (targets.length === 0) return [];
  const residuals = targets.map((target, row) => values[row]! - target);
  const rows = evenly([...targets.keys()], MOST_DOTS);
  const scale = linearScale([...targets, ...Array.from(values)]);
  const look = { color: 'series-1', opacity: 0.45, widthPx: 4 } as const;
  const predicted = linearScale(rows.map((row) => values[row]!));
  const line = (from: Point, to: Point) => lines([[from, to]], { color: 'muted', dashed: true, widthPx: 1 });
  return [
    heading('Predicted against true'),
    seen(offSentence(residuals), leftOut(targets.length, rows.length, 'rows', 'evenly taken')),
    xyChart(
      {
        label: 'Predicted against true values',
        caption:
          'The true value (horizontal) and the predicted one (vertical). On the dashed line both are equal.',
      },
      {
        x: scale,
        y: scale,
        marks: [
          line([scale.low, scale.low], [scale.high, scale.high]),
          dots(
            rows.map((row): Point => [targets[row]!, values[row]!]),
            look,
          ),
        ],
      },
      320,
    ),
    heading('Residuals'),
    seen(biasSentence(residuals)),
    xyChart(
      {
        label: 'Residuals against predicted values',
        caption: 'The predicted value (horizontal) and how far it is above the true one (vertical).',
      },
      {
        x: predicted,
        y: linearScale(residuals, { include: [0] }),
        marks: [
          line([predicted.low, 0], [predicted.high, 0]),
          dots(
            rows.map((row): Point => [values[row]!, residuals[row]!]),
            look,
          ),
        ],
      },
    ),
    histogramChart(
      { label: 'Distribution of the residuals', caption: 'Rows by residual: predicted less true.' },
      { series: [{ color: 'series-1', bins: binned(residuals) }] },
    ),
  ];
}

function offSentence(residuals: Float64Array): string {
  const off = residuals.map(Math.abs);
  return `Half of the predictions are within ${measured(median(off), 3)} of the truth, nineteen of twenty within ${measured(spreadOf(off).high, 3)}.`;
}

function biasSentence(residuals: Float64Array): string {
  const bias = mean(residuals);
  const { lowerQuartile, upperQuartile } = spreadOf(residuals);
  const where = bias === 0 ? 'neither above nor below' : bias > 0 ? 'above' : 'below';
  return `On the mean predictions are ${measured(Math.abs(bias), 2)} ${where} the truth; the middle half lies between ${measured(lowerQuartile, 2)} and ${measured(upperQuartile, 2)}.`;
}
