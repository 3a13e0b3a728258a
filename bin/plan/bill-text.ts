import { usd } from '../../lib/capacity/line.ts';
import type { Plan } from '../../lib/capacity/plan.ts';
import { table } from '../terminal/table.ts';
import { explained } from './narrow.ts';

const BAR_WIDTH = 30;

/** The bill by service as bars, then position by position. */
export function billLines({ bill, training, workload, basis }: Plan, columns: number): string[] {
  const most = Math.max(...bill.byService.map((one) => one.usd));
  const bars = bill.byService
    .filter((one) => one.usd > 0)
    .toSorted((a, b) => b.usd - a.usd)
    .map((one) => [one.service, usd(one.usd).padStart(12), bar(one.usd, most)]);
  const positions = bill.lines.map(({ service, what, usd: price, how }) => [service, what, usd(price), how]);
  return [
    '',
    `Cost of a month: ${usd(bill.total)}`,
    ...indented(table(['service', '     USD', 'compared'], bars)),
    '',
    ...explained(['service', 'what', 'USD', 'how'], positions, columns),
    ...comparison(bill.streams, workload.mode),
    `  Of the total, ${usd(bill.monitoring)} are for monitoring: windows, drift job, metrics, alarms and dashboards (the first three dashboards of an account are free).`,
    `  Training, where a stage has it, besides: ${usd(training.idleUsd)} idle (${training.idleHow}).`,
    `  A run of ${training.run.what}: ${usd(training.run.usd)} on demand (${training.run.how}), from ${usd(training.run.spotUsd)} with workers on Spot, whose price follows supply.`,
    `  Not counted: ${basis.notCounted.join('; ')}.`,
  ];
}

function bar(value: number, most: number): string {
  return '#'.repeat(Math.max(1, Math.round((value / most) * BAR_WIDTH)));
}

function comparison(streams: Plan['bill']['streams'], mode: string): string[] {
  const other = mode === 'provisioned' ? 'on-demand' : 'provisioned';
  const price = streams.other === null ? 'not known in this region' : usd(streams.other);
  return [`  The streams: ${mode} ${usd(streams.chosen)}, ${other} ${price}.`];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
