import type { Verdict } from '../../lib/contract/verdict.ts';
import type { Release } from '../release.ts';
import type { Trial } from '../study/trial.ts';
import type { OpenSearch } from './open-search.ts';
import type { SearchSummary } from './summary.ts';
import type { Refitted } from './top.ts';

export interface ReportParts {
  readonly search: OpenSearch;
  readonly trials: readonly Trial[];
  readonly top: readonly Refitted[];
  readonly release: Release;
  readonly verdict: Verdict;
  readonly summary: SearchSummary;
}

export function reportOf(_: ReportParts): string {
  return '<!doctype html>';
}
