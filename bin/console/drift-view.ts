import type { DriftResult } from '../../lib/contract/drift.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import {
  type DriftResultLine,
  type DriftResultView,
  type DriftView,
  MAX_FEATURES,
  MAX_RESULTS,
} from '../../localstack/console/api.ts';
import {
  latestResult,
  listResults,
  readResult,
  type StoredResult,
} from '../../monitoring/drift/job/results.ts';

/** Results older than this are in `weir drift` alone. */
const SINCE_MS = 8 * 24 * 3600 * 1000;

/** Results that changed since stay behind: now and then all are forgotten. */
const MOST_KNOWN = 8 * MAX_RESULTS;

type Results = Omit<DriftView, 'job'>;

/**
 * Reads what the drift job said of a model; a result that has not changed is read once.
 * @param ofRunningHour what was judged of the hour that is not over: such a result is not stored
 */
export function driftReader(
  store: ObjectStore,
  model: string,
  ofRunningHour: () => DriftResult | undefined,
  now: () => number,
): () => Promise<Results> {
  const known = new Map<string, DriftResultLine>();

  async function lineOf({ window, version, etag }: StoredResult): Promise<DriftResultLine | undefined> {
    // A window that was judged anew has the same name.
    const id = `${window} ${version} ${etag}`;
    const found = known.get(id);
    if (found !== undefined) return found;
    const result = await readResult(store, model, window, version);
    if (result === undefined) return undefined;
    if (known.size > MOST_KNOWN) known.clear();
    known.set(id, lineFrom(result));
    return lineFrom(result);
  }

  return async () => {
    const stored = await latestResult(store, model);
    const running = ofRunningHour();
    const latest = running !== undefined && isLater(running, stored) ? running : stored;
    const listed = (await listResults(store, model, new Date(now() - SINCE_MS)))
      .slice(-MAX_RESULTS)
      .reverse();
    const lines = await Promise.all(listed.map(lineOf));
    const results = lines.filter((line) => line !== undefined);
    return {
      latest: latest === undefined ? null : viewOf(latest),
      results: latest === running && running !== undefined ? [lineFrom(running), ...results] : results,
    };
  };
}

function isLater(running: DriftResult, stored: DriftResult | undefined): boolean {
  return stored === undefined || running.window.to > stored.window.to;
}

/** The address of a window's report on the console. */
export function reportAddress(window: string, version: number): string {
  return `/reports/drift/${window}/v${version}`;
}

function lineFrom({ window, version, verdict, alarm, rows, drifted, quality }: DriftResult): DriftResultLine {
  const report = reportAddress(window.id, version);
  return { window: window.id, version, verdict, alarm, rows, drifted, quality: quality.length, report };
}

function viewOf(result: DriftResult): DriftResultView {
  const { window, computedAt, basis, reason, rejected, quality, features, accuracy, coverage } = result;
  const { prediction, confidence } = result;
  return {
    ...lineFrom(result),
    ...{ computedAt, basis, reason, rejected, prediction, confidence, coverage },
    hours: window.hours,
    findings: quality,
    features: features.slice(0, MAX_FEATURES),
    featureCount: features.length,
    accuracy: {
      reference: accuracy.reference,
      estimated: accuracy.estimated?.value ?? null,
      realised: accuracy.realised?.value ?? null,
    },
  };
}
