import type { Verdict } from '../../lib/contract/verdict.ts';
import type { ModelOutput } from '../../lib/model/session.ts';
import { pickRows } from '../data/problem.ts';
import { parameterImportance } from '../importance/importance.ts';
import type { Release } from '../release.ts';
import type { PermutationImportance } from '../reports/analysis/permutation-importance.ts';
import { renderTrainingReport } from '../reports/training-report.ts';
import type { Trial } from '../study/trial.ts';
import type { OpenSearch } from './open-search.ts';
import type { TopCandidate } from './result.ts';

/** What a search's report is made of. */
export interface ReportParts {
  readonly search: OpenSearch;
  readonly trials: readonly Trial[];
  readonly winner: TopCandidate;
  readonly release: Release;
  readonly verdict: Verdict;
  /** What the winner answered to the holdout, and what it loses there without a feature. */
  readonly answers: ModelOutput;
  readonly importance: PermutationImportance;
  readonly createdAt: Date;
}

/** The report of a search, one self-contained page. */
export function reportOf(parts: ReportParts): string {
  const { search, trials, winner, release, verdict, answers, importance, createdAt } = parts;
  const { problem, study, objective } = search;
  const holdout = pickRows(problem, search.split.holdout);
  return renderTrainingReport({
    model: search.search.model,
    version: null,
    createdAt,
    dataset: release.dataset,
    synthetic: search.search.data.synthetic,
    signature: problem.signature,
    rows: pickRows(
      problem,
      Int32Array.from({ length: problem.rows.count }, (_, row) => row),
    ),
    search: {
      definition: study.definition,
      trials,
      importance: parameterImportance(study.definition.space, trials, objective.direction),
    },
    winner: {
      family: winner.family,
      trial: winner.trial,
      hyperparameters: winner.hyperparameters,
      metrics: release.evaluation.metrics,
      holdout: { rows: holdout, answers },
      importance,
    },
    verdict,
  });
}
