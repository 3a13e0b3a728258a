import type { DriftResult } from '../../lib/contract/drift.ts';
import type { DriftRun, RunResult } from '../../monitoring/drift/job/run-drift-job.ts';
import { count, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';

/** Windows of the table at most; the report of each is kept. */
const LATEST = 12;

const VERDICT = { drift: 'drift', 'no-drift': 'no drift', 'insufficient-data': 'insufficient data' } as const;

/** The windows as a table, and what the last says. */
export function runLines({ results, broken, brokenObjects, labels }: DriftRun): string[] {
  const last = results.at(-1);
  const lines = last === undefined ? [] : [...windowTable(results), '', ...resultLines(last)];
  if (labels.read > 0) lines.push(`${plural(labels.read, 'new label')}`);
  if (labels.invalid > 0) lines.push(`${plural(labels.invalid, 'new line')} that cannot be read as labels`);
  if (labels.unknown > 0)
    lines.push(`${plural(labels.unknown, 'label')} of predictions that the log of their hour does not have`);
  if (brokenObjects > 0) {
    lines.push(`${plural(brokenObjects, 'object')} could not be counted and were left out:`);
    lines.push(...broken.map(({ key, problem }) => `  ${printable(key)}: ${printable(problem)}`));
  }
  return lines;
}

function windowTable(results: readonly RunResult[]): string[] {
  const shown = results.slice(-LATEST);
  const rows = shown.map(({ result, isNew }) => [
    result.window.id,
    result.version,
    result.rows,
    result.window.hours,
    VERDICT[result.verdict],
    result.drifted.length,
    result.quality.length,
    isNew ? '' : 'as before',
  ]);
  return table(['window', 'version', 'rows', 'hours', 'verdict', 'drifted', 'findings', ''], rows);
}

function resultLines({ result, reportKey }: RunResult): string[] {
  const { window, version, drifted, quality, alarm, reason } = result;
  return [
    `${window.id}, version ${version}: ${VERDICT[result.verdict]}${alarm ? alarmText(window.id, reportKey !== null) : ''}`,
    `  ${printable(reason)}`,
    ...(drifted.length > 0 ? [`  drifted: ${drifted.map((name) => printable(name)).join(', ')}`] : []),
    ...quality.map(({ message }) => `  data quality: ${printable(message)}`),
    ...accuracyLine(result),
    ...(reportKey === null ? ['  the window is not over: it is judged again when it is, and kept then'] : []),
  ];
}

/** What is not over is not published, so no alarm hears of it; and of days none does, for they are no metric. */
function alarmText(window: string, isOver: boolean): string {
  if (!window.includes('T')) return ' in the day as a whole: alarms ring by the hour';
  return isOver
    ? ', which raises the alarm'
    : ', and the alarm rings once the hour is over, if that is so still';
}

function accuracyLine({ accuracy: { estimated, realised } }: DriftResult): string[] {
  const parts = [
    ...(estimated === null ? [] : [`estimated ${estimated.value.toFixed(3)}`]),
    ...(realised === null ? [] : [`by ${count(realised.rows)} labels ${realised.value.toFixed(3)}`]),
  ];
  return parts.length === 0 ? [] : [`  accuracy: ${parts.join(', ')}`];
}
