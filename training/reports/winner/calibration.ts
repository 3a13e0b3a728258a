import { histogramChart } from '../../../lib/report/histogram-chart.ts';
import type { Html } from '../../../lib/report/html.ts';
import { dots, lines, type Point } from '../../../lib/report/marks.ts';
import { count, measured, percent } from '../../../lib/report/numbers.ts';
import { linearScale } from '../../../lib/report/scale.ts';
import { heading, seen } from '../../../lib/report/words.ts';
import { xyChart } from '../../../lib/report/xy-chart.ts';
import type { ClassifiedRows } from '../../trainers/trainer.ts';
import { type Calibration, calibrationOf, confidencesOf } from '../analysis/calibration.ts';

/** Whether the model is as often right as it says. */
export function calibrationPicture(
  rows: ClassifiedRows,
  {
    labels,
    probabilities,
  }: { readonly labels: Int32Array; readonly probabilities: ArrayLike<number> | undefined },
): Html[] {
  if (probabilities === undefined || rows.count === 0) return [];
  const confidences = confidencesOf(probabilities, rows.classes);
  const calibration = calibrationOf(
    confidences,
    Array.from(rows.labels, (label, row) => labels[row] === label),
  );
  const { bins } = calibration;
  const points = bins.map(({ confidence, accuracy }): Point => [confidence, accuracy]);
  const scale = linearScale([0, 1], { format: (share) => percent(share, 0) });
  return [
    heading('Calibration'),
    seen(calibrationSentence(calibration)),
    xyChart(
      {
        label: 'Share of right rows by the confidence of the model',
        caption:
          'Reliability diagram: the confidence in the predicted class (horizontal) and the share of such rows that is right (vertical). On the dashed line both are equal; below it the model is too sure.',
      },
      {
        x: scale,
        y: scale,
        marks: [
          lines(
            [
              [
                [0, 0],
                [1, 1],
              ],
            ],
            { color: 'muted', dashed: true, widthPx: 1 },
          ),
          lines([points], { color: 'series-1', widthPx: 2 }),
          dots(points, { color: 'series-1', widthPx: 7 }),
        ],
      },
      300,
    ),
    histogramChart(
      { label: 'Rows by confidence', caption: 'How many rows have such a confidence.' },
      {
        series: [{ color: 'series-1', bins: bins.map(({ from, to, rows: n }) => ({ from, to, count: n })) }],
        scale: { format: (share) => percent(share, 0), include: [0, 1] },
        formatCount: count,
      },
    ),
  ];
}

function calibrationSentence({ error, confidence, accuracy }: Calibration): string {
  const off = confidence - accuracy;
  const how =
    Math.abs(off) < 0.02
      ? error < 0.05
        ? 'it is as sure as it may be'
        : 'that fits on the mean, but not at each confidence'
      : off > 0
        ? 'it is too sure of itself'
        : 'it is less sure than it could be';
  return `On the mean it is ${percent(confidence)} sure and ${percent(accuracy)} of its answers are right: ${how}. The expected calibration error is ${measured(error, 2)} (Naeini et al. 2015, 10 bins).`;
}
