import { verdictText } from '../../lib/accounting/verdict.ts';
import type { Minimum } from './million/minimums.ts';
import type { PartResult, Progress } from './part/run-part.ts';

/** A line for people who wait: how far each part is, and all of them together. */
export function progressLine(parts: readonly Progress[], seconds: number): string {
  const total = (countOf: (part: Progress) => number) => parts.reduce((sum, part) => sum + countOf(part), 0);
  const shares = parts.map(({ name, share }) => `${name} ${Math.floor(share * 100)}%`).join(', ');
  const predicted = total((part) => part.predicted);
  return (
    `${seconds.toFixed(0)} s, ${shares}: ${number(predicted)} of ${number(total((part) => part.records))} predicted, ` +
    `${number(total((part) => part.repeats))} repeats, ${total(({ struck }) => struck.crash)} crashes, ` +
    `${total(({ struck }) => struck.restart)} restarts, ${total(({ struck }) => struck.split + struck.merge)} reshardings`
  );
}

/** What became of a part. */
export function partText({ plan, verdict, host, struck, seconds, peaks, fault }: PartResult): string {
  const rate = verdict.counts.acknowledged / seconds;
  return [
    `${plan.name}: ${number(plan.records)} records with order ${plan.order}, ${plan.shards} shards, batches of ${number(plan.batchSize)}, in ${seconds.toFixed(0)} s: ${number(Math.round(rate))} a second`,
    `  ${number(host.invoked)} invocations: ${number(host.failed)} failed, ${number(host.partial)} handed records back; ${number(host.bisected)} batches bisected, ${number(host.discarded)} records given up`,
    `  ${struck.crash} crashes, ${struck.restart} restarts, ${struck.split} split, ${struck.merge} merged; peak memory: function ${megabytes(peaks.get('function'))}, host ${megabytes(peaks.get('host'))}`,
    ...(fault === undefined ? [] : [`  ENDED EARLY: ${fault}`]),
    verdictText(verdict).replaceAll(/^/gm, '  '),
  ].join('\n');
}

/** How often each thing struck, beside how often it must have. */
export function minimumsText(minimums: readonly Minimum[]): string {
  return minimums
    .map(({ what, least, count }) => {
      const row = `${what.padEnd(36)}${number(count).padStart(12)}   at least ${number(least)}`;
      return count < least ? `${row}   TOO FEW` : row;
    })
    .join('\n');
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : `${Math.round(bytes / 1e6)} MB`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
