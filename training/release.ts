import { type Alias, CHAMPION } from '../lib/contract/alias.ts';
import type { Manifest } from '../lib/contract/manifest.ts';
import { recordsOf } from './data/problem.ts';
import { SYNTHETIC_SOURCE } from './data/synthetic-wine.ts';
import { datasetOf, type Experiment } from './experiment.ts';
import type { Candidate, Judgement } from './judge.ts';
import type { TrainOptions } from './options.ts';
import { publishModel } from './publish/publish-model.ts';

/** Publishes a judged model, its holdout records being the references that golden records come from. */
export function publishCandidate(
  name: string,
  { fitted, model }: Candidate,
  experiment: Experiment,
  { evaluation }: Judgement,
  { registry }: TrainOptions,
): Promise<Manifest> {
  const { problem, split, hyperparameters, trainer } = experiment;
  return publishModel(registry, {
    name,
    model,
    signature: problem.signature,
    trainer: `weir train (${trainer})`,
    references: recordsOf(problem.table, problem.signature, split.holdout),
    metrics: evaluation.metrics,
    ...(evaluation.confusionMatrix && { confusionMatrix: evaluation.confusionMatrix }),
    hyperparameters,
    dataset: datasetOf(experiment),
    chunkRows: fitted.chunkRows,
  });
}

/**
 * Whether a version may become the champion unasked: one that learned from made-up data does not take the place of
 * one that learned from real data, because a download failed somewhere.
 */
export async function mayReplace(manifest: Manifest, { registry }: TrainOptions): Promise<boolean> {
  if (manifest.dataset?.source !== SYNTHETIC_SOURCE) return true;
  const { [CHAMPION]: champion } = await registry.aliases(manifest.model);
  if (champion === undefined) return true;
  const { dataset } = await registry.manifest(manifest.model, champion.version);
  return dataset?.source === SYNTHETIC_SOURCE;
}

/** Moves the champion to a version. @throws AliasMoved (a UserError) when somebody else moved it meanwhile */
export function promote(manifest: Manifest, { registry, by, reason }: TrainOptions): Promise<Alias> {
  const { model, version, metrics, dataset } = manifest;
  const accuracy = metrics.accuracy!.value.toFixed(3);
  const ofWhat = dataset?.source === SYNTHETIC_SOURCE ? ' of SYNTHETIC data' : '';
  return registry.moveAlias({
    model,
    alias: CHAMPION,
    version,
    by,
    reason: reason ?? `trained: accuracy ${accuracy} on the holdout${ofWhat}`,
  });
}
