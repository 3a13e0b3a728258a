import type { DriftResult } from '../../../lib/contract/drift.ts';
import { reasonOf } from '../../../lib/contract/errors.ts';
import { DRIFT_METRICS } from '../../../lib/contract/metrics.ts';
import type { AccuracyHour } from '../../labels/accuracy-day.ts';
import { emfLine } from '../publish/emf.ts';
import { labelLine } from '../publish/label-metrics.ts';
import { missingShares } from '../publish/missing-shares.ts';
import { Published } from '../publish/published.ts';
import { resultLines } from '../publish/result-metrics.ts';
import type { MergedHour } from '../windows/merged-day.ts';
import { hourWindow, type Window, windowEnd } from '../windows/window.ts';
import { digestOf, type Source } from '../windows/window-groups.ts';
import type { DriftPorts } from './ports.ts';
import type { Reference } from './references.ts';
import { ownCounts } from './version-hours.ts';

/** A window that was judged, now or before. */
export interface WindowToTell {
  readonly result: DriftResult;
  readonly window: Window;
  readonly reference: Reference;
  readonly hours: readonly MergedHour[];
  /** What decides its verdict; labels that come later are told by themselves. */
  readonly sources: readonly Source[];
  /** Whether its hour is the newest that is over: alarms look at that one alone. */
  readonly isNewest: boolean;
}

export interface Telling {
  readonly model: string;
  readonly now: Date;
  readonly force: boolean;
  readonly windows: readonly WindowToTell[];
  /** Hours of which labels came, now or before. */
  readonly hours: readonly AccuracyHour[];
}

/** Values older than two weeks are refused. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const MAX_AGE_MS = 14 * 24 * 3_600_000;

/**
 * Tells metrics and annotations what they were not told. Days are read in their reports: of metrics, only hours have
 * a place in time. Values of the newest hour carry the time of now, where alarms look; others that of their hour.
 */
export async function tellWindows(ports: DriftPorts, telling: Telling): Promise<void> {
  const { publish } = ports;
  if (publish === undefined) return;
  const published = await Published.read(ports.monitoring, telling.model);
  for (const told of telling.windows) await tellWindow(ports, { telling, published, told });
  for (const hour of telling.hours) tellLabels(ports, { telling, published, hour });
  await published.keep();
}

interface OneTelling {
  readonly telling: Telling;
  readonly published: Published;
  readonly told: WindowToTell;
}

async function tellWindow(ports: DriftPorts, { telling, published, told }: OneTelling): Promise<void> {
  const { result, window, sources } = told;
  const name = `${window.id}/v${result.version}`;
  const digest = digestOf(sources);
  if (published.isTold(name, digest) && !telling.force) return;
  const at = told.isNewest ? telling.now : new Date(windowEnd(window));
  const isRecent = telling.now.getTime() - at.getTime() < MAX_AGE_MS;
  if (window.kind === 'hour' && isRecent)
    for (const line of resultLines({ result, stage: ports.stage, at, missing: missingOf(told) }))
      ports.publish?.(line);
  if (ports.annotate !== undefined && (result.alarm || result.quality.length > 0))
    await annotateOpen(ports, result);
  published.tell(name, digest);
}

function missingOf({ result, window, reference, hours }: WindowToTell): Map<string, number> {
  const counts = ownCounts(hours, result.version, window) ?? reference.empty;
  return missingShares(reference.signature, counts);
}

/** A dashboard that cannot be told must not keep anybody from the alarm. */
async function annotateOpen({ annotate, log }: DriftPorts, result: DriftResult): Promise<void> {
  try {
    await annotate?.(result);
  } catch (error) {
    const { model, window } = result;
    log({
      level: 'warn',
      message: 'the annotation was not taken',
      model,
      window: window.id,
      reason: reasonOf(error),
    });
  }
}

interface LabelTelling {
  readonly telling: Telling;
  readonly published: Published;
  readonly hour: AccuracyHour;
}

function tellLabels({ publish, stage }: DriftPorts, { telling, published, hour }: LabelTelling): void {
  const { model, now, force } = telling;
  const name = `${hour.hour}/labels`;
  if (published.isTold(name, hour.sources) && !force) return;
  const line = labelLine(hour, { stage, model });
  const isRecent = now.getTime() - windowEnd(hourWindow(hour.hour)) < MAX_AGE_MS;
  if (line !== undefined && isRecent) publish?.(line);
  published.tell(name, hour.sources);
}

/** That a run came to its end. */
export function tellRun(
  { publish, stage, now }: DriftPorts,
  { model, milliseconds }: { readonly model: string; readonly milliseconds: number },
): void {
  const line = emfLine({
    at: now(),
    dimensions: { stage, model },
    definitions: DRIFT_METRICS,
    values: { DriftRuns: 1, DriftJobTime: milliseconds },
  });
  if (line !== undefined) publish?.(line);
}
