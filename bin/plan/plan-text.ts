import { passed } from '../../lib/capacity/growth/growth.ts';
import type { Line } from '../../lib/capacity/line.ts';
import { n, span, usd } from '../../lib/capacity/line.ts';
import type { Plan } from '../../lib/capacity/plan.ts';
import { billLines } from './bill-text.ts';
import { growthLines } from './growth-text.ts';
import { explained, wrapped } from './narrow.ts';
import { settingsLines } from './settings-text.ts';

/**
 * The whole plan for a person: each result with its formula, what to mind, what to write, and one line at the end.
 * @param columns of the terminal; what is to be copied is never broken
 */
export function planLines(plan: Plan, columns = Number.POSITIVE_INFINITY): string[] {
  const { shards, batches, traffic, latency, outage, warnings, speed } = plan;
  const section = (title: string, lines: readonly Line[]) => sectionLines(title, lines, columns);
  const found = [
    ...headLines(plan),
    ...section('Streams and function', [...shards.lines, speed.line, ...batches.lines, ...traffic.lines]),
    ...section('Latency, from stream to stream', latency.lines),
    `  without ${latency.leavesOut}`,
    ...(plan.getsThrough
      ? []
      : ['  and not so: the load does not get through, and its records wait ever longer']),
    ...section(`After an outage of ${span(plan.workload.outage)}`, outage.lines),
    ...billLines(plan, columns),
    ...growthLines(plan),
    ...(warnings.length === 0 ? [] : ['', 'Mind', ...warnings.map((warning) => `  ! ${warning}`)]),
  ];
  return [
    ...found.flatMap((line) => wrapped(line, columns)),
    ...settingsLines(plan),
    '',
    ...wrapped(summaryLine(plan), columns),
  ];
}

function headLines({ workload, sizes, basis }: Plan): string[] {
  const { rps, recordBytes, keyBytes, memory, region, outputFormat, recordsPerSecond, model } = workload;
  const speed =
    recordsPerSecond === undefined
      ? `${model}, times of ${basis.measured.on} on ${basis.measured.where}`
      : `${n(recordsPerSecond)} records/s of a sandbox, as given`;
  return [
    `${n(rps)} records/s of ${n(recordBytes)} + ${n(keyBytes)} bytes (data + key), ${outputFormat} predictions of ${n(sizes.output - keyBytes)} + ${n(keyBytes)}, ${n(memory)} MB, ${region}`,
    `Speed: ${speed}`,
    `Prices: list prices of ${basis.pricesRegion}, ${month(basis.pricesOf.from)} to ${month(basis.pricesOf.to)} (lib/capacity/prices.ts); not looked up since`,
  ];
}

/** "2026-07" → "July 2026". */
function month(text: string): string {
  return new Date(text).toLocaleString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

function sectionLines(title: string, lines: readonly Line[], columns: number): string[] {
  const rows = lines.map(({ name, value, how }) => [name, value, how]);
  return ['', title, ...explained(['', '', ''], rows, columns)];
}

/** All that matters in one line; of a load that does not get through, only why. */
export function summaryLine(plan: Plan): string {
  const { workload, shards, latency, outage, bill } = plan;
  const over = passed(plan.breaksFirst, workload.rps);
  const first = plan.breaksFirst.find(({ soft }) => !soft);
  const streams =
    workload.mode === 'on-demand' ? 'on-demand streams' : `${n(shards.input)} + ${n(shards.output)} shards`;
  const start = `${n(workload.rps)} records/s`;
  const { pricesRegion } = plan.basis;
  const cost = `${usd(bill.total)} a month${pricesRegion === workload.region ? '' : ` at the prices of ${pricesRegion}`}`;
  if (over !== undefined)
    return `${start} do NOT get through with ${streams} for ${cost}: ${over.name} ends at ${n(over.breaksAt)} records/s.`;
  const recovery =
    outage.catchUpSeconds === null ? 'never caught up' : `caught up in ${span(outage.catchUpSeconds)}`;
  const next = first === undefined ? '' : `; first to break: ${first.name} at ${n(first.breaksAt)} records/s`;
  return `${start}: ${streams}, up to ${n(shards.lanes)} at once, ${span(latency.p50)} (p50) to ${span(latency.p99)} (p99), an outage of ${span(workload.outage)} ${recovery}, ${cost}${next}.`;
}
