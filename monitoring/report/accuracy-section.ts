import type { DriftResult } from '../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { Html } from '../../lib/report/html.ts';
import { shownName } from '../../lib/report/names.ts';
import { counted, measured, percent, timeSpan } from '../../lib/report/numbers.ts';
import { type Range, rangeChart } from '../../lib/report/range-chart.ts';
import { seen } from '../../lib/report/words.ts';

/** What is known of how often the model is right: when it was made, by its confidence, by labels that came since. */
export function accuracySection({ accuracy }: DriftResult, { performance }: ReferenceProfile): Html[] {
  const { reference, estimated, realised, sevenDays } = accuracy;
  const metric = shownName(performance?.metric ?? 'accuracy', 32);
  const ranges: Range[] = [
    ...(estimated === null ? [] : [{ name: 'estimated', ...estimated }]),
    ...(realised === null
      ? []
      : [{ name: 'by labels', value: realised.value, low: realised.low, high: realised.high }]),
    ...(sevenDays === null ? [] : [{ name: 'by labels, 7 days', ...pointAt(sevenDays.value) }]),
  ];
  return [
    seen(...sentencesOf(accuracy, metric)),
    ...(ranges.length === 0
      ? []
      : [
          rangeChart(
            {
              label: `The model's ${metric} in this window, beside what it was when the version was made`,
              caption: `The ${metric}, with intervals at 95%.${reference === null ? '' : ' The dashed line is what it was on unseen rows when the version was made.'}`,
            },
            { ranges, against: reference === null ? [] : [reference] },
          ),
        ]),
  ];
}

function pointAt(value: number): Pick<Range, 'value' | 'low' | 'high'> {
  return { value, low: value, high: value };
}

function sentencesOf(
  { reference, estimated, realised, sevenDays }: DriftResult['accuracy'],
  metric: string,
): string[] {
  const made =
    reference === null
      ? 'It is not known how good the version was when it was made.'
      : `When the version was made, its ${metric} on unseen rows was ${measured(reference, 3)}.`;
  const guess =
    estimated === null
      ? 'It cannot be estimated without labels: the version has no calibrated confidence, or there are too few rows.'
      : `By its confidence it is now ${measured(estimated.value, 3)} (${measured(estimated.low, 3)} to ${measured(estimated.high, 3)}); that sees changes of the rows, not of what they mean (CBPE).`;
  const truth =
    realised === null
      ? 'No labels have come for this window yet.'
      : `By ${counted(realised.rows, 'label')} (${percent(realised.coverage)} of the predictions, after ${timeSpan(realised.lagSeconds)} in the middle) it is ${measured(realised.value, 3)}.`;
  const week =
    sevenDays === null
      ? ''
      : `Over seven days it is ${measured(sevenDays.value, 3)} by ${counted(sevenDays.rows, 'label')}.`;
  return [made, guess, truth, week];
}
