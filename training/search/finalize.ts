import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Verdict } from '../../lib/contract/verdict.ts';
import type { ModelSession, OpenSession } from '../../lib/model/session.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { pickRows } from '../data/problem.ts';
import { type Evaluation, evaluate } from '../evaluate/evaluate.ts';
import { datasetOf } from '../experiment.ts';
import { openGraph } from '../judge.ts';
import type { MlflowServer } from '../mlflow/mlflow-client.ts';
import { trackSearch } from '../mlflow/track-search.ts';
import { championAlias, judgeRelease, publishRelease, type Release } from '../release.ts';
import { permutationImportance } from '../reports/analysis/permutation-importance.ts';
import type { Trial } from '../study/trial.ts';
import { findPublished } from './find-published.ts';
import { moveChampion } from './move-champion.ts';
import { type OpenSearch, openSearch } from './open-search.ts';
import { profileBest } from './profile-best.ts';
import { bestTrials } from './ranking.ts';
import { reportOf } from './report.ts';
import { resultKeys, type SearchResult, searchResultSchema } from './result.ts';
import { readObject } from './study-data.ts';
import { type SearchSummary, summariseSearch } from './summary.ts';
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
  /** Whether the champion may move, where the study allows it. Default: true. */
  readonly promote?: boolean | undefined;
  /** Moves the champion whatever the gate says, for this reason. */
  readonly force?: string | undefined;
  /** How many models are refitted at once. Default: 1. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
  /** A tracking server that is told too. */
  readonly mlflow?: MlflowServer | undefined;
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
  const end = await endSearch(search, request).catch(async (thrown: unknown) => {
    const others = await readResult(store, study);
    if (others === undefined) throw thrown;
    return others;
  });
  if (!('result' in end)) return end;
  const text = `${JSON.stringify(end.result, null, 2)}\n`;
  await createOnce(store, resultKeys.result(study), new TextEncoder().encode(text));
  if (request.mlflow !== undefined) await trackSearch(request.mlflow, end, request.onProgress ?? (() => {}));
  return (await readResult(store, study)) ?? end.result;
}

/** How a search ended; undefined when nobody ended it yet. */
export async function readResult(store: ObjectStore, study: string): Promise<SearchResult | undefined> {
  const bytes = await readObject(store, resultKeys.result(study));
  if (bytes === undefined) return undefined;
  return searchResultSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

async function endSearch(search: OpenSearch, request: FinalizeRequest): Promise<SearchEnd> {
  const { onProgress: tell = () => {}, threads = 1, signal = never } = request;
  const trials = await search.study.trials();
  const best = bestTrials(trials, search.objective.direction);
  if (best.length === 0) throw nothingFound(search, trials);
  tell(`fitting the ${best.length} best again, on all ${search.rows.count} training rows`);
  const top = await refitTop(search, best, { threads, signal });
  const summary = await summariseSearch(search, trials, top);
  const { fitted, model } = top[0]!;
  const session = await openGraph(
    { model, chunkRows: fitted.chunkRows },
    search.problem,
    request.openSession,
  );
  try {
    return await releaseBest({ search, trials, top, summary, session, signal, tell }, request);
  } finally {
    await session.release();
  }
}

interface Ending {
  readonly search: OpenSearch;
  readonly trials: readonly Trial[];
  readonly top: readonly Refitted[];
  readonly summary: SearchSummary;
  /** Of the best. */
  readonly session: ModelSession;
  readonly signal: AbortSignal;
  readonly tell: (message: string) => void;
}

async function releaseBest(ending: Ending, request: FinalizeRequest): Promise<SearchEnd> {
  const { search, top, summary, session, signal, tell } = ending;
  const { registry } = request;
  const held = pickRows(search.problem, search.split.holdout);
  tell(`judging the best, ${top[0]!.candidate.family}, on ${held.count} holdout rows`);
  const answers = await session.run(held.values, held.count);
  const { seed } = search.search.split;
  const predict: Parameters<typeof permutationImportance>[1] = ({ values, count }) =>
    session.run(values, count);
  const importance = await permutationImportance(held, predict, { seed, signal });
  const profile = await profileBest(search, { held, answers, importance }, registry);
  const release = { ...releaseOf(search, top[0]!, evaluate(held, answers, seed)), profile };
  const champion = await championAlias(registry, release.name);
  const published = await findPublished(registry, release.name, search.study.name);
  const judged = published?.verdict ?? (await askGate(release, ending, registry));
  const createdAt = await search.study.store.now();
  tell('drawing the report');
  const report = reportOf({
    ...ending,
    winner: top[0]!.candidate,
    release,
    verdict: judged,
    answers,
    importance,
    createdAt,
  });
  signal.throwIfAborted();
  tell('publishing the best with its verdict and its report');
  const enclosures = { verdict: judged, report, study: search.study.name };
  const { manifest, verdict } = await publishOnce(registry, release, enclosures);
  const promote = search.search.promote !== false && request.promote !== false;
  const { metrics, confusionMatrix } = release.evaluation;
  const result: SearchResult = {
    ...summary,
    evaluation: { rows: held.count, metrics: { ...metrics }, ...(confusionMatrix && { confusionMatrix }) },
    verdict,
    version: manifest.version,
    report: manifest.artifacts.report!,
    champion: await moveChampion(registry, { manifest, verdict, champion, ...request, promote }),
  };
  return { result, search, top, report };
}

/** Publishes the best unless another process that ends the same search did: both then go on with one version. */
async function publishOnce(
  registry: ModelRegistry,
  release: Release,
  enclosures: { readonly verdict: Verdict; readonly report: string; readonly study: string },
): Promise<{ readonly manifest: Manifest; readonly verdict: Verdict }> {
  const { name } = release;
  const before = await findPublished(registry, name, enclosures.study);
  if (before !== undefined) return before;
  const manifest = await publishRelease(registry, release, enclosures);
  return (await findPublished(registry, name, enclosures.study)) ?? { manifest, verdict: enclosures.verdict };
}

const never = new AbortController().signal;

async function askGate(
  release: Release,
  { search, signal, tell }: Ending,
  registry: ModelRegistry,
): Promise<Verdict> {
  tell(`asking the gate whether it may become the champion of ${release.name}`);
  const { metric } = search.objective;
  const judgedAt = await search.study.store.now();
  return judgeRelease(registry, release, { ...search.search.gate, metric, signal, judgedAt });
}

function releaseOf(
  { problem, split, search }: OpenSearch,
  { candidate, fitted, model }: Refitted,
  evaluation: Evaluation,
): Omit<Release, 'profile'> {
  return {
    name: search.model,
    model,
    chunkRows: fitted.chunkRows,
    problem,
    holdout: split.holdout,
    dataset: datasetOf({ problem, split, splitOptions: search.split }),
    trainer: candidate.family,
    hyperparameters: candidate.hyperparameters,
    evaluation,
    ownAnswers: fitted.ownAnswers,
  };
}

/** No trial of a search came to a value, and it is over: going on with it finds nothing either. */
export class NothingFound extends UserError {
  override readonly name = 'NothingFound';
}

function nothingFound({ study }: OpenSearch, trials: readonly Trial[]): NothingFound {
  const why = trials.map(({ reason }) => reason).filter((reason) => reason !== null);
  const examples = [...new Set(why)].slice(0, 3).join('; ');
  return new NothingFound(
    `no trial of the study ${study.name} came to a value${examples === '' ? '' : ` (${examples})`}. Nothing was ` +
      'published. Begin another study with other families or more trials',
  );
}
