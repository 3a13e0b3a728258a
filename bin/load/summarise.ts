import type { OFFENCES, Verdict } from '../../lib/accounting/verdict.ts';
import { count, duration, plural, rounded } from '../terminal/format.ts';
import type { BadKind } from './bad-kinds.ts';
import type { Histogram } from './histogram.ts';
import type { Measures } from './measures.ts';
import { causesIn, remarksOn } from './remarks.ts';
import type { LoadRun } from './run-load.ts';
import type { Durations, KindSummary, LoadSummary } from './summary.ts';

/** What is known of a load before it runs. */
export type LoadPlan = Pick<
  LoadSummary,
  | 'startedAt'
  | 'model'
  | 'champion'
  | 'endpoint'
  | 'inputStream'
  | 'outputStream'
  | 'quarantine'
  | 'settings'
  | 'data'
  | 'remarks'
  | 'files'
> & { readonly kinds: readonly BadKind[] };

/** @param interrupted whether Ctrl-C ended the producing */
export function summarise({ kinds, ...plan }: LoadPlan, run: LoadRun, interrupted: boolean): LoadSummary {
  const { measures } = run;
  const { stages } = measures;
  return {
    schema: 1,
    ...plan,
    interrupted,
    versions: [...measures.versions].sort((a, b) => a - b),
    producing: producingOf(plan, run),
    accounting: accountingOf(run),
    latencyMs: durationsOf(measures.latency),
    stagesMs: {
      waiting: durationsOf(stages.waiting),
      putting: durationsOf(stages.putting),
      predicting: durationsOf(stages.predicting),
      answering: durationsOf(stages.answering),
      reading: durationsOf(stages.reading),
    },
    kinds: [undefined, ...kinds].map((kind) => kindOf(kind, measures)).filter(({ sent }) => sent > 0),
    reasons: Object.fromEntries(measures.reasons),
    seconds: measures.series.seconds(),
    remarks: [...causesIn(run), ...plan.remarks, ...remarksOn(run, plan, interrupted)],
  };
}

type Plan = Omit<LoadPlan, 'kinds'>;

function producingOf({ settings }: Plan, { produced, puts, measures }: LoadRun): LoadSummary['producing'] {
  const { seconds, unsent, unacknowledged } = produced;
  return {
    seconds: rounded(seconds, 3),
    perSecond: rounded(measures.sent / Math.max(seconds, 0.001), 1),
    planned: Math.round(settings.durationS * settings.perSecond),
    unsent,
    unacknowledged,
    ...puts,
  };
}

function accountingOf(run: LoadRun): LoadSummary['accounting'] {
  const { counts, offences, passed } = run.verdict;
  const lost = offences.lost.count;
  const rejected = counts.quarantined - counts.predictedAndQuarantined;
  const answers = { sent: counts.acknowledged, predicted: counts.predicted, rejected };
  const inDestination = counts.acknowledged - counts.predicted - rejected - lost;
  const offended = Object.entries(offences).filter(([, offence]) => offence.count > 0);
  return {
    holds: passed,
    sentence: sentenceOf(run),
    ...answers,
    inDestination,
    lost,
    repeats: counts.repeats,
    offences: Object.fromEntries(offended.map(([name, offence]) => [name, offence.count])),
    settleMs: Math.round(run.settleMs),
  };
}

/** The verdict in one sentence with its figures. */
function sentenceOf({ verdict, measures }: LoadRun): string {
  const { counts, offences, passed } = verdict;
  const rejected = counts.quarantined - counts.predictedAndQuarantined;
  const lost = offences.lost.count;
  const inDestination = counts.acknowledged - counts.predicted - rejected - lost;
  if (counts.acknowledged === 0) return 'No record was acknowledged, so nothing can be said.';
  const became = [
    `${count(counts.predicted)} predicted`,
    `${count(rejected)} rejected`,
    ...(inDestination > 0 ? [`${count(inDestination)} in the on-failure destination`] : []),
  ].join(', ');
  if (lost > 0)
    return `${count(lost)} of ${plural(counts.acknowledged, 'record')} were not answered in time: ${became}. They may still come, as long as the stream keeps them: "weir tail" and "weir quarantine" show those that do.`;
  const all = `All ${plural(counts.acknowledged, 'record')} are accounted for: ${became}, none lost`;
  if (!passed) return `${all}; but ${offendedText(offences)}.`;
  const [p50, p99] = [measures.latency.percentile(0.5), measures.latency.percentile(0.99)];
  if (p50 === undefined || p99 === undefined) return `${all}.`;
  return `${all}. Half of the predictions were there ${duration(p50)} after their records were due, 99% after ${duration(p99)}.`;
}

const OFFENCE_WORDS: Readonly<Partial<Record<keyof typeof OFFENCES, string>>> = {
  'wrong-outcome': 'were predicted where a rejection was due, or rejected where a prediction was',
  'disagreeing-repeat': 'were answered twice and differently',
  'predicted-and-rejected': 'were predicted and rejected by one version',
  'wrong-mark': 'carry the mark of another record',
};

function offendedText(offences: Verdict['offences']): string {
  return Object.entries(offences)
    .filter(([, offence]) => offence.count > 0)
    .map(
      ([name, offence]) =>
        `${count(offence.count)} ${OFFENCE_WORDS[name as keyof typeof OFFENCES] ?? `are held against it as ${name}`}`,
    )
    .join(', ');
}

function kindOf(kind: BadKind | undefined, measures: Measures): KindSummary {
  const { sent, predicted, rejected, otherwiseRejected, inDestination } = measures.kind(kind);
  return {
    kind: kind?.name ?? 'good',
    what: kind?.what ?? 'records that the signature takes',
    reason: kind?.reason ?? null,
    repairable: kind?.mending !== undefined,
    ...{ sent, predicted, rejected, rejectedOtherwise: otherwiseRejected, inDestination },
    missing: sent - predicted - rejected - otherwiseRejected - inDestination,
  };
}

const DECIMALS = 2;

export function durationsOf(histogram: Histogram): Durations {
  const at = (p: number) => orNull(histogram.percentile(p));
  return {
    count: histogram.count,
    min: orNull(histogram.count === 0 ? undefined : histogram.min),
    mean: orNull(histogram.mean),
    ...{ p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999) },
    max: orNull(histogram.count === 0 ? undefined : histogram.max),
  };
}

function orNull(value: number | undefined): number | null {
  return value === undefined ? null : rounded(value, DECIMALS);
}
