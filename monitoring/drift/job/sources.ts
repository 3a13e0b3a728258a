import { keys } from '../../../lib/contract/keys.ts';
import type { AccuracyHour } from '../../labels/accuracy-day.ts';
import type { MergedHour } from '../windows/merged-day.ts';
import { dayOf } from '../windows/window.ts';
import { digestOf, type Source } from '../windows/window-groups.ts';

/**
 * What a judgement rests on, short enough to be kept with it: of windows and labels the digests by day, each over the
 * keys and etags of the objects behind it.
 */
export interface JudgedOf {
  readonly profile: Source;
  readonly model: string;
  /** All that may count: the window and five weeks before it. */
  readonly hours: readonly MergedHour[];
  /** Of the window, and seven days. */
  readonly labels: readonly AccuracyHour[];
}

/** What decides the verdict: the profile and the counts. */
export function countSources({ profile, model, hours }: Omit<JudgedOf, 'labels'>): Source[] {
  const byDay = Map.groupBy(hours, ({ hour }) => dayOf(hour));
  const days = [...byDay].map(([day, merged]): Source => {
    const digests = merged.map(({ hour, version, sources }): Source => [`${hour}/${version}`, sources]);
    return [keys.merged(model, day), digestOf(digests)];
  });
  return [profile, ...days];
}

export function labelSources({ model, labels }: Pick<JudgedOf, 'model' | 'labels'>): Source[] {
  return [...Map.groupBy(labels, ({ hour }) => dayOf(hour))].map(([day, hours]) => [
    keys.accuracy(model, day),
    digestOf(hours.map(({ hour, sources }): Source => [hour, sources])),
  ]);
}
