import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Verdict } from '../../lib/contract/verdict.ts';
import type { OpenSession } from '../../lib/model/session.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { pickRows } from '../data/problem.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { datasetOf } from '../experiment.ts';
import { runGraph } from '../judge.ts';
import { championAlias, judgeRelease, publishRelease, type Release } from '../release.ts';
import { moveChampion } from './move-champion.ts';
import { type OpenSearch, openSearch } from './open-search.ts';
import { bestTrials } from './ranking.ts';
import { reportOf } from './report.ts';
import { resultKeys, type SearchResult, searchResultSchema } from './result.ts';
import { readObject } from './study-data.ts';
import { summariseSearch } from './summary.ts';
import { createOnce, type Refitted, refitTop } from './top.ts';

export interface FinalizeRequest {
  /** Where studies are kept. */
  readonly store: ObjectStore;
  readonly study: string;
  /** Where the best model is published. */
  readonly registry: ModelRegistry;
  readonly openSession: OpenSession;
  /** Who searches, for the alias's history. */
  readonly by: string;
  /** Whether the champion may move. Default: true. */
  readonly promote?: boolean | undefined;
  /** Moves the champion whatever the gate says, for this reason. */
  readonly force?: string | undefined;
  /** How many models are refitted at once. Default: 1. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
  /** Told of the end with everything that was made, before it is final: see training/mlflow. What it throws is thrown. */
  readonly onEnd?: ((end: SearchEnd) => Promise<void>) | undefined;
}

/** Everything that a search has made. */
export interface SearchEnd {
  readonly result: SearchResult;
  readonly search: OpenSearch;
  readonly top: readonly Refitted[];
  readonly report: string;
}

/**
 * Ends a search: refits its five best models, judges the best on the holdout, asks the gate, publishes it as a version
 * with verdict and report, and moves the champion when the gate says so. Called again it answers the same, without
 * publishing again.
 * @throws UserError when no trial has a value
 */
export async function finalizeSearch(request: FinalizeRequest): Promise<SearchResult> {
  const { store, study } = request;
  const done = await readResult(store, study);
  if (done !== undefined) return done;
  const search = await openSearch(store, study);
  const end = await endSearch(search, request);
  await request.onEnd?.(end);
  const text = `${JSON.stringify(end.result, null, 2)}\n`;
  await createOnce(store, resultKeys.result(study), new TextEncoder().encode(text));
  return (await readResult(store, study)) ?? end.result;
}

/** How a search ended; undefined when nobody ended it yet. */
export async function readResult(store: ObjectStore, study: string): Promise<SearchResult | undefined> {
  const bytes = await readObject(store, resultKeys.result(study));
  if (bytes === undefined) return undefined;
  return searchResultSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

async function endSearch(search: OpenSearch, request: FinalizeRequest): Promise<SearchEnd> {
  const { registry, onProgress: tell = () => {}, threads = 1, signal = never } = request;
  const trials = await search.study.trials();
  const best = bestTrials(trials, search.objective.direction);
  if (best.length === 0)
    throw nothingFound(
      search,
      trials.map(({ reason }) => reason),
    );
  tell(`fitting the ${best.length} best again, on all ${search.rows.count} training rows`);
  const top = await refitTop(search, best, { threads, signal });
  tell(`judging the best, ${top[0]!.candidate.family}, on ${search.split.holdout.length} holdout rows`);
  const release = await releaseOf(search, top[0]!, request.openSession);
  signal.throwIfAborted();
  tell(`asking the gate whether it may become the champion of ${release.name}`);
  const champion = await championAlias(registry, release.name);
  const { metric } = search.objective;
  const terms = { ...search.search.gate, metric, signal, judgedAt: await search.study.store.now() };
  const verdict = await judgeRelease(registry, release, terms);
  const summary = await summariseSearch(search, trials, top);
  const report = reportOf({ search, trials, top, release, verdict, summary });
  tell(`publishing it with its verdict and report`);
  const manifest = await publishOnce(registry, release, { verdict, report, study: search.study.name });
  const moved = await moveChampion(registry, { manifest, verdict, champion, ...request });
  const { metrics, confusionMatrix } = release.evaluation;
  const result: SearchResult = {
    ...summary,
    evaluation: {
      rows: search.split.holdout.length,
      metrics: { ...metrics },
      ...(confusionMatrix && { confusionMatrix }),
    },
    verdict,
    version: manifest.version,
    reportBytes: manifest.artifacts.report?.bytes ?? 0,
    champion: moved,
  };
  return { result, search, top, report };
}

const never = new AbortController().signal;

async function releaseOf(
  { problem, split, search }: OpenSearch,
  { candidate, fitted, model }: Refitted,
  openSession: OpenSession,
): Promise<Release> {
  const output = await runGraph({ model, chunkRows: fitted.chunkRows }, problem, split.holdout, openSession);
  return {
    name: search.model,
    model,
    chunkRows: fitted.chunkRows,
    problem,
    holdout: split.holdout,
    dataset: datasetOf({ problem, split, splitOptions: search.split }),
    trainer: candidate.family,
    hyperparameters: candidate.hyperparameters,
    evaluation: evaluate(pickRows(problem, split.holdout), output, search.split.seed),
    ownAnswers: fitted.ownAnswers,
  };
}

/** A version of the study that an interrupted end has left is taken, instead of publishing another. */
async function publishOnce(
  registry: ModelRegistry,
  release: Release,
  enclosures: { readonly verdict: Verdict; readonly report: string; readonly study: string },
): Promise<Manifest> {
  const versions = await registry.versions(release.name);
  for (const version of versions.slice(-RECENT).reverse()) {
    const manifest = await registry.manifest(release.name, version);
    if (manifest.study === enclosures.study) return manifest;
  }
  return publishRelease(registry, release, enclosures);
}

/** Versions that may have been published since an interrupted end. */
const RECENT = 20;

function nothingFound({ study }: OpenSearch, reasons: readonly (string | null)[]): UserError {
  const why = reasons.filter((reason) => reason !== null);
  const examples = [...new Set(why)].slice(0, 3).join('; ');
  return new UserError(
    `no trial of the study ${study.name} came to a value${examples === '' ? '' : ` (${examples})`}. Nothing was ` +
      'published. Begin another study with other families or more trials',
  );
}
