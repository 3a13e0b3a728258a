import type { DriftResult, QualityFinding } from '../../../lib/contract/drift.ts';
import type { Counts } from '../../../lib/contract/profile.ts';
import { mergeCounts } from '../../../lib/model/profile/merge.ts';
import type { AccuracyHour } from '../../labels/accuracy-day.ts';
import { realised } from '../../labels/realised.ts';
import { estimateAccuracy } from '../accuracy/estimate-accuracy.ts';
import { judgeWindow } from '../decision/judge-window.ts';
import { qualityFindings } from '../quality/quality-findings.ts';
import type { MergedHour } from '../windows/merged-day.ts';
import { addHours, dayOf, type Window } from '../windows/window.ts';
import type { Source, Span } from '../windows/window-groups.ts';
import type { Reference } from './references.ts';
import { arrivalsOf, type HourCounts, hoursOfVersion, isWithin, ownCounts } from './version-hours.ts';

export interface JudgeInput {
  readonly model: string;
  readonly window: Window;
  readonly reference: Reference;
  /** Of all versions, by hour: the window and five weeks before it. */
  readonly hours: readonly MergedHour[];
  /** The window's, when it grew as well, and those of seven days. */
  readonly labels: readonly AccuracyHour[];
  /** False of a window that goes on: how much came so far says nothing then. */
  readonly isOver: boolean;
  /** Records that were predicted in the window, but are not in its counts. Default: 0. */
  readonly uncounted?: number | undefined;
  readonly sources: readonly Source[];
  readonly computedAt: Date;
}

/** Hours of labels that the mean accuracy rests on. */
export const LABEL_HOURS = 7 * 24;

/** All that can be said of a window but who else counted its predictions. */
export function judge(input: JudgeInput): Omit<DriftResult, 'coverage'> {
  const { model, window, reference, hours } = input;
  const { version, profile, signature, layout } = reference;
  const counted = hoursOfVersion(hours, version, layout);
  const judged = judgeWindow({ profile, signature, hours: counted, window: window.id });
  return {
    ...{ schema: 1, model, version, computedAt: input.computedAt.toISOString() },
    ...judged,
    quality: findingsOf(input),
    accuracy: accuracyOf(input, judged.window),
    sources: input.sources.map(([key, etag]): [string, string] => [key, etag]),
  };
}

/** Findings are about the window itself, however far back the verdict had to reach for rows. */
export function findingsOf({ window, reference, hours, isOver, uncounted }: JudgeInput): QualityFinding[] {
  const { version, profile, signature, layout, empty } = reference;
  const found = qualityFindings({
    ...{ signature, profile, window: { from: window.from, to: window.to } },
    counts: ownCounts(hours, version, window) ?? empty,
    history: windowsBefore(window, hoursOfVersion(hours, version, layout)),
    arrivals: arrivalsOf(hours),
    uncounted,
  });
  return isOver ? found : found.filter(({ kind }) => kind !== 'volume');
}

/** Earlier windows of the same length, as far as they have counts. */
function windowsBefore({ kind, from }: Window, counted: readonly HourCounts[]): Counts[] {
  const before = counted.filter(({ hour }) => hour < from);
  if (kind === 'hour') return before.map(({ counts }) => counts);
  return [...Map.groupBy(before, ({ hour }) => dayOf(hour)).values()].map((day) =>
    day.map(({ counts }) => counts).reduce(mergeCounts),
  );
}

function accuracyOf({ reference, hours, labels }: JudgeInput, { from, to }: Span): DriftResult['accuracy'] {
  const { version, profile } = reference;
  const own = ownCounts(hours, version, { from, to });
  const tallies = labels.filter((hour) => isWithin(hour, { from, to })).flatMap(({ versions }) => versions);
  const week = { from: addHours(to, 1 - LABEL_HOURS), to };
  const all = realised(labels.filter((hour) => isWithin(hour, week)).flatMap(({ versions }) => versions));
  return {
    reference: profile.performance?.value ?? null,
    estimated: estimateAccuracy(own?.predictions.confidence, profile),
    realised: realised(tallies.filter((tally) => tally.version === version)),
    sevenDays: all === null ? null : { value: all.value, rows: all.rows },
  };
}
