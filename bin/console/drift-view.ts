import type { DriftResult } from '../../lib/contract/drift.ts';
import { hourOf } from '../../lib/contract/profile.ts';
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

/** A decided window is sought among so many of the newest results: fewer than stay known. */
const MOST_SOUGHT = 4 * MAX_RESULTS;

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

  /** The newest of them that was decided: of a window the version that answered most, a day after its hours. */
  async function newestDecided(listed: readonly StoredResult[]): Promise<DriftResult | undefined> {
    let found: DriftResultLine | undefined;
    for (const one of listed) {
      if (found !== undefined && found.window !== one.window) break;
      const line = await lineOf(one);
      if (line !== undefined && isDecided(line) && line.rows > (found?.rows ?? -1)) found = line;
    }
    return found && readResult(store, model, found.window, found.version);
  }

  return async () => {
    const stored = await latestResult(store, model);
    const running = laterOf(ofRunningHour(), stored);
    const listed = (await listResults(store, model, new Date(now() - SINCE_MS)))
      .slice(-MOST_SOUGHT)
      .reverse();
    const lines = await Promise.all(listed.slice(0, MAX_RESULTS).map(lineOf));
    const results = lines.filter((line) => line !== undefined);
    const decided = [running, stored].find((one) => one !== undefined && isDecided(one));
    const latest = decided ?? (await newestDecided(listed)) ?? running ?? stored;
    const isAside = running !== undefined && running !== latest && isOfNow(running, now());
    return {
      latest: latest === undefined ? null : viewOf(latest),
      running: isAside ? lineFrom(running) : null,
      results: running === undefined ? results : [lineFrom(running), ...results],
    };
  };
}

/** What was judged of an hour that was not over, until the hour itself is stored. */
function laterOf(running: DriftResult | undefined, stored: DriftResult | undefined): DriftResult | undefined {
  return stored === undefined || (running && running.window.to > stored.window.to) ? running : undefined;
}

function isDecided({ verdict }: Pick<DriftResult, 'verdict'>): boolean {
  return verdict !== 'insufficient-data';
}

/** After its hour a result stays until the next run. */
function isOfNow({ window }: DriftResult, nowMs: number): boolean {
  return window.to === hourOf(new Date(nowMs));
}

/** The address of a window's report on the console. */
export function reportAddress(window: string, version: number): string {
  return `/reports/drift/${window}/v${version}`;
}

function lineFrom({ window, version, verdict, alarm, rows, drifted, quality }: DriftResult): DriftResultLine {
  const report = reportAddress(window.id, version);
  const { id, hours } = window;
  return { window: id, hours, version, verdict, alarm, rows, drifted, quality: quality.length, report };
}

function viewOf(result: DriftResult): DriftResultView {
  const { computedAt, basis, reason, rejected, quality, features, accuracy, coverage } = result;
  const { prediction, confidence } = result;
  return {
    ...lineFrom(result),
    ...{ computedAt, basis, reason, rejected, prediction, confidence, coverage },
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
