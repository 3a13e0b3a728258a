import type { SearchResult } from '../../training/search/result.ts';
import { count, duration, interval, plural } from '../terminal/format.ts';
import { table } from '../terminal/table.ts';
import { figure } from './search-display.ts';

/** Cells of the longest bar. */
const BAR = 20;

/** What came out of a search, for a person. */
/** @param registry where the version and its report are */
export function searchLines(result: SearchResult, registry: string): string[] {
  const { trials, objective, study, ended, evaluation, model, version } = result;
  const winner = result.candidates[0]!;
  return [
    ...(result.synthetic ? ['The data are SYNTHETIC: these numbers say nothing about wine.'] : []),
    `The study ${study} ended: ${ended}. ${plural(trials.complete, 'trial')} complete, ${count(trials.pruned)} pruned, ` +
      `${count(trials.failed)} failed, in ${duration(trials.wallSeconds * 1000)}.`,
    '',
    `The families by ${objective.metric} of their best trial:`,
    ...familyTable(result),
    '',
    `The ${plural(result.candidates.length, 'best trial')}, fitted again on all training rows:`,
    ...candidateTable(result),
    '',
    `On ${plural(evaluation.rows, 'holdout row')} that the search never saw, the best (${winner.family}, trial ${winner.trial}):`,
    ...Object.entries(evaluation.metrics).map(([name, value]) => `  ${name} ${interval(value)}`),
    '',
    `The gate (${result.verdict.mode}):`,
    ...result.verdict.checks.map(({ check, outcome, reason }) => `  ${MARKS[outcome]} ${check}: ${reason}`),
    '',
    ...outcomeLines(result),
    `${model} version ${version} is published; its report: ${placeOf(registry, result.report.key)}`,
  ];
}

/** A key of a store as a person can open it. */
export function placeOf(location: string, key: string): string {
  return `${location.replace(/\/$/, '')}/${key}`;
}

const MARKS = { passed: '+', failed: '-', reported: '·', skipped: ' ' } as const;

/** One row a family: its best value as a bar between the worst and the best family, and its time. */
function familyTable({ families, objective }: SearchResult): string[] {
  const values = families.map(({ bestValue }) => bestValue).filter((value) => value !== null);
  const bar = (value: number | null): string =>
    value === null ? '' : '█'.repeat(cells(value, values, objective));
  const rows = families.map((family) => [
    family.family,
    family.bestValue === null ? '-' : figure(family.bestValue),
    family.bestSpread === null ? '' : `± ${figure(family.bestSpread)}`,
    bar(family.bestValue),
    family.complete,
    family.pruned,
    family.failed,
    family.medianSeconds === null ? '-' : duration(family.medianSeconds * 1000),
    duration(family.totalSeconds * 1000),
  ]);
  const header = [
    'family',
    objective.metric,
    'folds',
    '',
    'complete',
    'pruned',
    'failed',
    'a trial',
    'all trials',
  ];
  return table(header, rows).map((line) => `  ${line}`);
}

/** The best family has the whole bar; of errors the smallest one is the best. */
function cells(value: number, values: readonly number[], { direction }: SearchResult['objective']): number {
  const share = direction === 'maximize' ? value / Math.max(...values) : Math.min(...values) / value;
  return Number.isFinite(share) ? Math.max(1, Math.round(BAR * Math.min(1, Math.max(0, share)))) : 1;
}

function candidateTable({ candidates, objective }: SearchResult): string[] {
  const rows = candidates.map(({ rank, trial, family, value, refitSeconds, model, hyperparameters }) => [
    rank,
    trial,
    family,
    figure(value),
    duration(refitSeconds * 1000),
    `${count(model.bytes / 1024)} KiB`,
    Object.entries(hyperparameters)
      .map(
        ([name, setting]) =>
          `${name} ${typeof setting === 'number' ? Number(setting.toPrecision(3)) : setting}`,
      )
      .join(', '),
  ]);
  const header = ['rank', 'trial', 'family', objective.metric, 'refit', 'model', 'hyperparameters'];
  return table(header, rows).map((line) => `  ${line}`);
}

function outcomeLines({ champion, model, version, verdict }: SearchResult): string[] {
  if (champion.moved) return [`The champion of ${model} is version ${version} now: ${champion.reason}`];
  const stays =
    champion.version === null ? 'There is no champion' : `The champion stays version ${champion.version}`;
  const next = verdict.promote
    ? `weir promote ${model} ${version}`
    : `weir promote ${model} ${version} --force --reason "why"`;
  return [`${stays}: ${champion.reason}`, `Serve it all the same with: ${next}`];
}
