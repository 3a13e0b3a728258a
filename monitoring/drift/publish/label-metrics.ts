import { DRIFT_METRICS } from '../../../lib/contract/metrics.ts';
import type { AccuracyHour } from '../../labels/accuracy-day.ts';
import { realised } from '../../labels/realised.ts';
import { hourWindow, windowEnd } from '../windows/window.ts';
import { emfLine } from './emf.ts';

/** What the labels of an hour come to, of all versions, at that hour's end: accuracy belongs to when it was predicted. */
export function labelLine(
  { hour, versions }: AccuracyHour,
  dimensions: { readonly stage: string; readonly model: string },
): string | undefined {
  const found = realised(versions);
  return emfLine({
    at: new Date(windowEnd(hourWindow(hour))),
    dimensions,
    properties: { window: hour },
    definitions: DRIFT_METRICS,
    values: {
      RealisedAccuracy: found?.value,
      LabelCoverage: found?.coverage,
      LabelLag: found?.lagSeconds,
    },
  });
}
