import { barChart } from '../../lib/report/bar-chart.ts';
import { distributionChart } from '../../lib/report/distribution-chart.ts';
import { type Html, html } from '../../lib/report/html.ts';
import { renderPage, section } from '../../lib/report/page.ts';
import { dataTable, figures } from '../../lib/report/table.ts';
import { timeChart } from '../../lib/report/time-chart.ts';
import { count, duration, minute } from '../terminal/format.ts';
import type { Histogram } from './histogram.ts';
import { STAGES, type Stage } from './measures.ts';
import type { LoadSummary } from './summary.ts';
import { OTHERWISE, percent } from './summary-text.ts';
import { thinned } from './thinned.ts';

/** Points of a line at most: more would be less than a pixel apart. */
const MAX_POINTS = 300;

/** Neighbours of the histogram's buckets that make one step of the plot: 8% wide. */
const MERGED_BUCKETS = 4;

/** A load's report as one HTML page. @param latency the histogram behind `summary.latencyMs` */
export function loadPage(summary: LoadSummary, latency: Histogram): string {
  const { accounting, settings, startedAt, model, versions, interrupted } = summary;
  const version = versions.length === 0 ? '' : `, version ${versions.join(' and ')}`;
  return renderPage({
    kind: 'Weir load report',
    title: `${model} under load`,
    subtitle: `${minute(startedAt)} UTC · ${duration(settings.durationS * 1000)} at ${count(settings.perSecond)} records a second, ${settings.injectErrors > 0 ? `about ${percent(settings.injectErrors)}` : 'none'} of them bad${version}${interrupted ? ' · stopped by Ctrl-C' : ''}`,
    verdict: { tone: toneOf(summary), sentence: accounting.sentence },
    sections: [
      keyFigures(summary),
      ...remarks(summary),
      throughput(summary),
      ...latencies(summary, latency),
      ...rejections(summary),
      stages(summary),
      settingsTable(summary),
    ],
    footer: footer(summary),
  });
}

function toneOf({ accounting }: LoadSummary): 'good' | 'bad' | 'open' {
  if (accounting.sent === 0) return 'open';
  return accounting.holds ? 'good' : 'bad';
}

function keyFigures({ accounting, producing, latencyMs }: LoadSummary): Html {
  const ms = (value: number | null) => (value === null ? '–' : duration(value));
  return figures([
    { name: 'Sent', value: count(accounting.sent), detail: `${producing.perSecond} a second` },
    { name: 'Predicted', value: count(accounting.predicted), detail: `${count(accounting.repeats)} twice` },
    { name: 'Rejected', value: count(accounting.rejected), detail: 'in quarantine' },
    {
      name: 'Missing',
      value: count(accounting.lost),
      detail: `${count(accounting.inDestination)} in destination`,
    },
    { name: 'Latency, p50', value: ms(latencyMs.p50), detail: `p95 ${ms(latencyMs.p95)}` },
    { name: 'Latency, p99', value: ms(latencyMs.p99), detail: `at most ${ms(latencyMs.max)}` },
  ]);
}

function remarks({ remarks: list }: LoadSummary): Html[] {
  if (list.length === 0) return [];
  return [
    section('Worth knowing', html`<ul class="notes">${list.map((remark) => html`<li>${remark}</li>`)}</ul>`),
  ];
}

function throughput({ seconds }: LoadSummary): Html {
  const { stepS, points } = thinned(seconds, MAX_POINTS);
  return section(
    'Throughput',
    timeChart({
      label: 'Records sent, predicted and rejected a second, over time',
      caption:
        'Records a second. Rejections show when they were found in the quarantine, which is looked at once a second.',
      stepS,
      format: count,
      series: [
        { name: 'sent', color: 'series-3', values: points.map(({ sent }) => sent) },
        { name: 'predicted', color: 'series-1', values: points.map(({ predicted }) => predicted) },
        { name: 'rejected', color: 'series-2', values: points.map(({ rejected }) => rejected) },
      ],
    }),
  );
}

function latencies({ seconds }: LoadSummary, latency: Histogram): Html[] {
  if (latency.count === 0) return [];
  const { stepS, points } = thinned(seconds, MAX_POINTS);
  const line = (name: 'p50' | 'p95' | 'p99', color: 'series-1' | 'series-4' | 'series-2') => ({
    name,
    color,
    values: points.map((point) => point[name] ?? undefined),
  });
  return [
    section(
      'Latency over time',
      timeChart({
        label: 'Median, 95th and 99th percentile of the latency, over time',
        caption:
          'From the moment a record was due to the read that brought its prediction, by the second of the read.',
        stepS,
        format: (ms) => duration(ms),
        series: [line('p50', 'series-1'), line('p95', 'series-4'), line('p99', 'series-2')],
      }),
    ),
    section(
      'How latencies are distributed',
      distributionChart({
        label: 'Number of predictions by latency, on a logarithmic axis',
        caption: `${count(latency.count)} predictions by latency; the axis is logarithmic.`,
        bins: latency.bins(MERGED_BUCKETS),
      }),
    ),
  ];
}

function rejections({ reasons, kinds }: LoadSummary): Html[] {
  const bars = Object.entries(reasons)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => b.value - a.value);
  if (bars.length === 0 && kinds.length < 2) return [];
  const chart =
    bars.length === 0
      ? html`<p>No record was rejected.</p>`
      : barChart({ label: 'Rejections by reason', caption: 'Rejections by reason.', bars, format: count });
  return [
    section('Rejections', chart),
    section('What was sent, and what became of it', kindTable(kinds), html`<p>${OTHERWISE}</p>`),
  ];
}

function kindTable(kinds: LoadSummary['kinds']): Html {
  const expected = (value: number, asItShould: boolean) =>
    asItShould || value === 0 ? value : { wrong: value };
  return dataTable(
    ['kind', 'expected', 'mended by the fix', 'sent', 'predicted', 'rejected', 'otherwise', 'missing'],
    kinds.map((kind) => {
      const isGood = kind.reason === null;
      return [
        html`${kind.kind}<br><small>${kind.what}</small>`,
        kind.reason ?? 'a prediction',
        isGood ? '' : kind.repairable ? 'yes' : 'no',
        kind.sent,
        expected(kind.predicted, isGood),
        kind.rejected,
        expected(kind.rejectedOtherwise + kind.inDestination, false),
        expected(kind.missing, false),
      ];
    }),
    count,
  );
}

function stages({ stagesMs }: LoadSummary): Html {
  const cell = (ms: number | null) => (ms === null ? '–' : duration(ms));
  const names = Object.keys(STAGES) as Stage[];
  return section(
    'Where the time goes',
    dataTable(
      ['stage', 'p50', 'p95', 'p99', 'at most'],
      names.map((stage) => {
        const { p50, p95, p99, max } = stagesMs[stage];
        return [
          html`${stage}<br><small>${STAGES[stage]}</small>`,
          cell(p50),
          cell(p95),
          cell(p99),
          cell(max),
        ];
      }),
    ),
  );
}

function settingsTable(summary: LoadSummary): Html {
  const { settings, producing, champion } = summary;
  return section(
    'The run',
    dataTable(
      ['setting', 'value'],
      [
        ['records', summary.data],
        ['seed', String(settings.seed)],
        ['workers', String(settings.workers)],
        ['champion at the start', champion === null ? 'none' : `version ${champion}`],
        ['endpoint', summary.endpoint],
        ['streams', `${summary.inputStream}, ${summary.outputStream}`],
        ['quarantine', summary.quarantine],
        ['requests', count(producing.requests)],
        ['put again', refusedText(producing.refused)],
        ['due and never put', count(producing.unsent)],
      ],
    ),
  );
}

function refusedText(refused: LoadSummary['producing']['refused']): string {
  const codes = Object.entries(refused).map(([code, times]) => `${count(times)} (${code})`);
  return codes.length === 0 ? 'none' : codes.join(', ');
}

function footer({ files, accounting }: LoadSummary): Html {
  const fix =
    files.fix === null
      ? ''
      : html` <code>weir replay --ledger ${files.ledger} --fix ${files.fix}</code> mends the rejected records that can be mended.`;
  return html`<p>Latency counts from the moment a record was due by the schedule, not from its put, so that a slow
stream cannot hide waiting (no coordinated omission). Percentiles are within 1%. Only this run's own records count,
by the ids in <code>${files.ledger}</code>, which was on the disk before a record counted as sent; the accounting took
${duration(accounting.settleMs)} after the last put.${fix} All figures are in <code>summary.json</code>.</p>`;
}
