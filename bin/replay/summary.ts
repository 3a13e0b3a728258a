import type { Entry } from '../../lib/quarantine/entry.ts';
import type { ReplayPlan } from '../../lib/quarantine/replay/left-to-replay.ts';
import type { ReplayOutcome } from '../../lib/quarantine/replay/replay.ts';
import { count, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import type { PreparedReplay } from './run-replay.ts';

/** Records on which the function fails that are named one by one. */
const MAX_NAMED = 5;

export interface Summary extends Pick<PreparedReplay, 'plan' | 'fix' | 'dryRun' | 'broken'> {
  readonly outcome: ReplayOutcome;
}

/** How a replay went, for machines. */
export function summaryJson({ plan, outcome, fix, dryRun, broken }: Summary) {
  const { stopped, fault, version, ...counts } = outcome;
  return {
    ...{ dryRun, fix: fix?.digest ?? null, version: version ?? null },
    ...counts,
    ...skipped(plan),
    broken,
    stopped: stopped ?? (fault === undefined ? null : String(fault.thrown)),
  };
}

function skipped({ answered, triedInVain }: ReplayPlan) {
  return { alreadyReplayed: answered.length, rejectedBefore: triedInVain.length };
}

/** The same for people. */
export function summaryLines({ plan, outcome, fix, dryRun }: Summary): string[] {
  const { replayed, predicted, rejected, rejectedByReason, failed, notReached, version } = outcome;
  const by = version === undefined ? '' : ` by version ${version}`;
  const head = dryRun
    ? `${plural(replayed, 'record')} would be replayed${by}: ${count(predicted)} predicted, ${count(rejected)} rejected again; nothing was written`
    : `${plural(replayed, 'record')} replayed${by}: ${count(predicted)} predicted, ${count(rejected)} rejected again`;
  return [
    head,
    ...mostFirst(rejectedByReason).map(([reason, records]) => `  ${reason} ${count(records)}`),
    ...(fix === undefined ? [] : mendingLines(outcome)),
    ...failedLines(failed),
    ...(notReached === 0 ? [] : [`${plural(notReached, 'record')} not reached; they wait as before`]),
    ...skippedLines(plan),
  ];
}

function mendingLines({ mending: { mended, byRule, unchanged, notJson } }: ReplayOutcome): string[] {
  return [
    `${plural(mended, 'record')} mended, ${count(unchanged)} unchanged, ${count(notJson)} not JSON objects`,
    ...mostFirst(byRule).map(([rule, records]) => `  ${rule}: ${count(records)}`),
  ];
}

function mostFirst(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([, a], [, b]) => b - a);
}

function failedLines(failed: ReplayOutcome['failed']): string[] {
  if (failed.length === 0) return [];
  const more = failed.length - MAX_NAMED;
  return [
    `the function fails on ${plural(failed.length, 'record')}, which wait as before:`,
    ...failed
      .slice(0, MAX_NAMED)
      .map(({ predictionId, message }) => `  ${predictionId}: ${printable(message)}`),
    ...(more > 0 ? [`  … and ${count(more)} more`] : []),
  ];
}

function skippedLines({ answered, triedInVain }: ReplayPlan): string[] {
  return [
    ...(answered.length === 0 ? [] : [`${plural(answered.length, 'record')} had been replayed before`]),
    ...(triedInVain.length === 0 ? [] : [inVain(triedInVain)]),
  ];
}

/** When a replay has nothing to do. */
export function nothingLeft({ answered, triedInVain }: ReplayPlan): string[] {
  const seen = answered.length + triedInVain.length;
  if (seen === 0) return ['Nothing left to replay: no record that was asked for is there.'];
  return [
    'Nothing left to replay.',
    ...skippedLines({ left: [], answered, triedInVain }),
    'Give --again to replay them all the same: what was predicted then comes again under its id, which consumers drop.',
  ];
}

function inVain(entries: readonly Entry[]): string {
  const reasons = Map.groupBy(entries, lastReason);
  const counts = [...reasons].map(([reason, group]) => `${reason} ${count(group.length)}`).join(', ');
  return `${plural(entries.length, 'record')} had been rejected again under the same version and fix (${counts}): another fix or another version may do`;
}

function lastReason({ replays }: Entry): string {
  return replays.findLast(({ reason }) => reason !== undefined)?.reason ?? 'rejected';
}
