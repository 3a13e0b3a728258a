import { type ObjectStore, PreconditionFailed } from '../../lib/registry/object-store.ts';
import { sha256Of } from '../data/table.ts';
import { refitParameters } from '../trial/refit.ts';
import type { TrialModel } from '../trial/trial-trainer.ts';
import type { OpenSearch } from './open-search.ts';
import type { CompleteTrial } from './ranking.ts';
import { resultKeys, type TopCandidate } from './result.ts';

/** A candidate with what only this process has. */
export interface Refitted {
  readonly candidate: TopCandidate;
  readonly fitted: TrialModel;
  readonly model: Uint8Array;
}

export interface RefitOptions {
  /** How many are fitted at once, each on one thread. */
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onRefitted?: (candidate: TopCandidate) => void;
}

/**
 * Fits the best trials again, on all training rows, and keeps their models with the study.
 * @param trials best first
 */
export async function refitTop(
  search: OpenSearch,
  trials: readonly CompleteTrial[],
  { threads, signal, onRefitted }: RefitOptions,
): Promise<Refitted[]> {
  const refitted = new Array<Refitted>(trials.length);
  const waiting = [...trials.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, trial] = next;
      refitted[index] = await refit(search, trial, index + 1, signal);
      await keep(search.study.store, search.study.name, refitted[index]);
      onRefitted?.(refitted[index].candidate);
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, trials.length) }, lane));
  return refitted;
}

async function refit(
  { trainers, rows, problem, study }: OpenSearch,
  trial: CompleteTrial,
  rank: number,
  signal: AbortSignal,
): Promise<Refitted> {
  const { family, parameters, metrics, seed, value } = trial;
  const started = performance.now();
  const fitted = await trainers
    .get(family)!
    .fit(rows, refitParameters(parameters, metrics), { signal, seed });
  const refitSeconds = (performance.now() - started) / 1000;
  const model = fitted.exportOnnx(problem.signature.classes);
  const candidate: TopCandidate = {
    rank,
    trial: trial.number,
    family,
    parameters: { ...parameters },
    hyperparameters: { ...fitted.hyperparameters },
    value,
    foldSpread: metrics.foldSpread ?? null,
    trialSeconds: metrics.seconds ?? 0,
    refitSeconds,
    model: {
      key: resultKeys.model(study.name, rank),
      sha256: sha256Of(model),
      bytes: model.length,
      chunkRows: fitted.chunkRows,
    },
    facts: { ...fitted.facts },
  };
  return { candidate, fitted, model };
}

async function keep(store: ObjectStore, study: string, { candidate, model }: Refitted): Promise<void> {
  await createOnce(store, candidate.model.key, model);
  const text = `${JSON.stringify(candidate, null, 2)}\n`;
  await createOnce(store, resultKeys.candidate(study, candidate.rank), new TextEncoder().encode(text));
}

/** An earlier attempt to end the search may have written it: the same trials give the same models. */
export async function createOnce(store: ObjectStore, key: string, body: Uint8Array): Promise<void> {
  try {
    await store.create(key, body);
  } catch (thrown) {
    if (!(thrown instanceof PreconditionFailed)) throw thrown;
  }
}
