import { count, duration } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import type { BadKind } from './bad-kinds.ts';
import type { Durations, LoadSummary } from './summary.ts';

/** What the column of this name means. */
export const OTHERWISE =
  '"Otherwise": rejected for another reason than the expected one, or in the on-failure destination.';

/** The mix of bad records, before they are sent. */
export function mixText(kinds: readonly BadKind[], share: number, planned: number): string[] {
  if (kinds.length === 0 || share === 0) return ['No bad records (--inject-errors <share> mixes some in)'];
  const bad = Math.floor(planned * share);
  return [
    `Bad records: about ${percent(share)}, so about ${count(bad)} of ${count(planned)}, of ${kinds.length} kinds in equal parts:`,
    ...table(
      ['kind', 'expected reason', 'weir replay --fix', 'what'],
      kinds.map(({ name, reason, mending, what }) => [
        name,
        reason,
        mending ? 'mends it' : 'cannot',
        printable(what),
      ]),
    ).map((line) => `  ${line}`),
  ];
}

/** The summary for people. */
export function summaryText(summary: LoadSummary): string[] {
  const { accounting, producing, kinds, latencyMs, remarks } = summary;
  return [
    ...(kinds.length > 1 ? ['', ...kindTable(summary), OTHERWISE] : []),
    '',
    'Latency, from the moment a record was due to the read that brought its prediction (within 1%):',
    `  ${percentiles(latencyMs)}`,
    ...remarks.map((remark) => `Note: ${remark}`),
    '',
    `${count(accounting.sent)} sent in ${duration(producing.seconds * 1000)}, ${producing.perSecond} a second; ${count(accounting.repeats)} predictions came twice`,
    accounting.sentence,
  ];
}

function kindTable({ kinds }: LoadSummary): string[] {
  return table(
    ['kind', 'expected reason', 'sent', 'predicted', 'rejected', 'otherwise', 'missing'],
    kinds.map(({ kind, reason, sent, predicted, rejected, rejectedOtherwise, inDestination, missing }) => [
      ...[kind, reason ?? 'none: predicted'],
      ...[sent, predicted, rejected, rejectedOtherwise + inDestination, missing],
    ]),
  );
}

function percentiles({ p50, p90, p95, p99, p999, max }: Durations): string {
  const named = { p50, p90, p95, p99, 'p99.9': p999, max };
  return Object.entries(named)
    .map(([name, ms]) => `${name} ${ms === null ? '-' : duration(ms)}`)
    .join('  ');
}

/** 0.05 → "5%". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
