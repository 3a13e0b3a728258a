import type { GateCheck, Verdict } from '../../lib/contract/verdict.ts';
import { barChart } from '../../lib/report/bar-chart.ts';
import type { Html } from '../../lib/report/html.ts';
import { count, measured } from '../../lib/report/numbers.ts';
import { rangeChart } from '../../lib/report/range-chart.ts';
import { heading, seen } from '../../lib/report/words.ts';
import { metricName } from './words.ts';

/** The figures of a check, by name. */
function figuresOf({ checks }: Verdict, name: string): GateCheck['figures'] {
  return checks.find(({ check }) => check === name)?.figures ?? {};
}

function numbersOf(figures: GateCheck['figures'], ...names: readonly string[]): number[] | undefined {
  const values = names.map((name) => (Object.hasOwn(figures, name) ? figures[name] : undefined));
  return values.every((value) => typeof value === 'number' && Number.isFinite(value))
    ? (values as number[])
    : undefined;
}

/** The difference from the champion with its interval, against 0 and the margin. */
export function differencePicture(verdict: Verdict): Html[] {
  const figures = figuresOf(verdict, 'quality');
  const numbers = numbersOf(figures, 'difference', 'low', 'high', 'asked');
  if (numbers === undefined) return [];
  const [difference, low, high, asked] = numbers as [number, number, number, number];
  const metric = metricName(String(figures.metric ?? 'metric'));
  const place =
    low > 0
      ? 'wholly above 0'
      : high < 0
        ? 'wholly below 0'
        : 'on both sides of 0: the two cannot be told apart';
  const margin =
    asked === 0
      ? ''
      : ` The margin of ${measured(-asked)} is the other dashed line: the interval ${low > asked ? 'is above it' : 'crosses it'}.`;
  return [
    heading('Against the champion'),
    seen(
      `In ${metric} the candidate is ${difference < 0 ? 'worse' : 'better'} by ${measured(Math.abs(difference))}; the interval from ${measured(low)} to ${measured(high)} lies ${place}.${margin}`,
    ),
    rangeChart(
      {
        label: `Difference of ${metric} with its interval, against 0${asked === 0 ? '' : ' and the margin'}`,
        caption: `Difference in ${metric}, candidate less champion, with the 95% interval of a paired bootstrap. Right of 0 is better.`,
      },
      {
        ranges: [{ name: 'difference', value: difference, low, high }],
        against: asked === 0 ? [0] : [0, asked],
      },
    ),
  ];
}

/** The rows that only one of the two gets right. */
export function mcnemarPicture(verdict: Verdict): Html[] {
  const numbers = numbersOf(figuresOf(verdict, 'mcnemar'), 'onlyCandidate', 'onlyChampion', 'p');
  if (numbers === undefined) return [];
  const [candidate, champion, p] = numbers as [number, number, number];
  const verdictOfTest = p < 0.05 ? 'which is hardly chance' : 'which chance explains as well';
  return [
    heading('Rows that only one of them gets right'),
    seen(
      `The candidate alone is right on ${count(candidate)} rows, the champion alone on ${count(champion)}, ${verdictOfTest} (McNemar's exact test, p = ${measured(p, 2)}).`,
    ),
    barChart({
      label: 'Rows that only the candidate or only the champion gets right',
      caption: 'Holdout rows on which one of the two is right and the other wrong.',
      bars: [
        { name: 'only the candidate', value: candidate },
        { name: 'only the champion', value: champion },
      ],
      format: count,
    }),
  ];
}

/** What a prediction takes, beside the champion's. */
export function latencyPicture(verdict: Verdict): Html[] {
  const figures = figuresOf(verdict, 'latency');
  const bars = [
    ['one row, candidate', 'singleP99Ms'],
    ['one row, champion', 'singleP99MsChampion'],
    ['batch, candidate', 'batchP99Ms'],
    ['batch, champion', 'batchP99MsChampion'],
  ].flatMap(([name, key]) => (numbersOf(figures, key!) ?? []).map((value) => ({ name: name!, value })));
  if (bars.length === 0) return [];
  const rows = numbersOf(figures, 'batchRows')?.[0];
  const slower = numbersOf(figures, 'singleRatio', 'batchRatio');
  const compared =
    slower === undefined
      ? 'There is no champion to compare with.'
      : `That is ${measured(slower[0], 2)} times the champion's time for one row and ${measured(slower[1], 2)} times for a batch.`;
  return [
    heading('Latency'),
    seen(`Of 100 runs the slowest takes ${measured(bars[0]!.value, 3)} ms for one row. ${compared}`),
    barChart({
      label: 'Latency, 99th percentile, of candidate and champion',
      caption: `99th percentile in milliseconds${rows === undefined ? '' : `; a batch has ${count(rows)} rows`}.`,
      bars,
      format: (value) => `${measured(value, 3)} ms`,
    }),
  ];
}
