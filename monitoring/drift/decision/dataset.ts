import type { Difference, DriftResult } from '../../../lib/contract/drift.ts';
import { RULES } from './rules.ts';

/** How much of the whole drifted. */
export function datasetOf(
  features: readonly Difference[],
  evidently: readonly string[],
): DriftResult['dataset'] {
  const drifted = features.filter(({ verdict }) => verdict === 'drift');
  const weighted = drifted.reduce((sum, { importance }) => sum + importance, 0);
  const shareOf = (count: number) => (features.length > 0 ? count / features.length : 0);
  const columns = shareOf(evidently.length);
  return {
    share: shareOf(drifted.length),
    weighted: Math.min(1, weighted),
    evidently: { drifted: [...evidently], share: columns, drift: columns >= EVIDENTLY_SHARE },
  };
}

/** Evidently calls a dataset drifted when half of its columns are. */
const EVIDENTLY_SHARE = 0.5;

/**
 * Whether what drifted matters to the model: together at least a tenth of the importance that one feature has when
 * all are equal. Nobody is woken for a column that the model does not use.
 */
export function matters({ weighted }: DriftResult['dataset'], features: number): boolean {
  return weighted > 0 && weighted >= RULES.negligibleImportance / features;
}

/**
 * `drift` when a feature drifted; else too little data when one could not be judged yet, for want of rows or of a
 * second window.
 */
export function verdictOf(features: readonly Difference[]): DriftResult['verdict'] {
  if (features.some(({ verdict }) => verdict === 'drift')) return 'drift';
  const isJudged = features.some(({ verdict }) => verdict === 'no-drift');
  const isPending = features.some(({ verdict, differs }) => verdict === 'insufficient-data' && differs);
  return isJudged && !isPending ? 'no-drift' : 'insufficient-data';
}

/** Names of what drifted, by falling effect. */
export function driftedOf(features: readonly Difference[]): string[] {
  return features
    .filter(({ verdict }) => verdict === 'drift')
    .sort((a, b) => b.effect.value - a.effect.value)
    .map(({ name }) => name);
}

/** By falling effect times importance; what is equally important by effect. */
export function byWeight(features: readonly Difference[]): Difference[] {
  const weight = ({ effect, importance }: Difference) => effect.value * importance;
  return [...features].sort((a, b) => weight(b) - weight(a) || b.effect.value - a.effect.value);
}
