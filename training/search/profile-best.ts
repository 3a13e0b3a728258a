import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { ModelOutput } from '../../lib/model/session.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { sharesOf } from '../profile/importance.ts';
import { truthOf } from '../profile/profile-candidate.ts';
import { buildReferenceProfile } from '../profile/reference-profile.ts';
import { championAncestor } from '../release.ts';
import type { PermutationImportance } from '../reports/analysis/permutation-importance.ts';
import { type TrainingRows, takeRows } from '../trainers/trainer.ts';
import type { OpenSearch } from './open-search.ts';

/** The best model on the holdout, as the report shows it too. */
export interface BestOnHoldout {
  readonly held: TrainingRows;
  readonly answers: ModelOutput;
  readonly importance: PermutationImportance;
}

/** The reference of a search's best: features of its training rows, answers of the holdout. */
export async function profileBest(
  { problem, split, search }: OpenSearch,
  { held, answers, importance }: BestOnHoldout,
  registry: ModelRegistry,
): Promise<ReferenceProfile> {
  return buildReferenceProfile({
    model: search.model,
    signature: problem.signature,
    training: takeRows(problem.rows, split.train),
    unseen: { rows: held, truth: truthOf(held), answers },
    importance: sharesOf(importance, held.width),
    forerunner: await championAncestor(registry, search.model),
    seed: search.split.seed,
  });
}
