import type { Claim } from './claim.ts';
import type { Study } from './study.ts';
import { isFinished } from './study-end.ts';
import { checkSuggestion } from './verify/check-suggestion.ts';
import { checkTrial } from './verify/check-trial.ts';
import type { Discrepancy } from './verify/discrepancy.ts';
import { type Evidence, type Found, gatherEvidence } from './verify/evidence.ts';

export type { Discrepancy } from './verify/discrepancy.ts';

/** What came of holding a study to its rules. */
export interface StudyVerification {
  readonly study: string;
  readonly trials: number;
  /** Trials that have ended, each with one accepted result. */
  readonly results: number;
  /** Suggestions that were sampled again and came out the same. */
  readonly recomputed: number;
  /** Claims, the first ones and the take-overs. */
  readonly attempts: number;
  /** Attempts after the first. */
  readonly takeOvers: number;
  /** None: the study is as its rules say. */
  readonly problems: readonly Discrepancy[];
}

/**
 * Holds all that a study has stored against its rules: every suggestion sampled again from what was seen, one
 * result for each trial that ended, epochs without a gap, seeds, digests, limits. It trusts no worker: what it looks
 * at is in the store.
 *
 * @throws StoreError when the store cannot be read
 */
export async function verifyStudy(study: Study): Promise<StudyVerification> {
  const evidence = await gatherEvidence(study.store, study.name);
  const claims = readable(evidence.claims);
  const suggestions = checkSuggestions(study, claims);
  const problems = [
    ...checkNumbers(evidence),
    ...checkTrials(study, evidence),
    ...suggestions,
    ...checkLimit(study, claims),
  ];
  const attempts = [...claims.values()].reduce((sum, claim) => sum + claim.attempts.length, 0);
  return {
    study: study.name,
    trials: claims.size,
    results: readable(evidence.results).size,
    recomputed: claims.size - suggestions.length,
    attempts,
    takeOvers: attempts - claims.size,
    problems,
  };
}

function checkNumbers({ claims, strays }: Evidence): Discrepancy[] {
  const last = Math.max(-1, ...claims.keys());
  const missing = Array.from({ length: last + 1 }, (_, number) => number).filter(
    (number) => !claims.has(number),
  );
  return [
    ...missing.map((trial) => ({ trial, what: 'its claim is missing, and later trials have theirs' })),
    ...strays.map((key) => ({ trial: null, what: `${key} belongs to no trial` })),
  ];
}

function checkTrials({ definition, digest }: Study, evidence: Evidence): Discrepancy[] {
  const { claims, results, heartbeats } = evidence;
  const numbers = new Set([...claims.keys(), ...results.keys(), ...heartbeats.keys()]);
  return [...numbers].flatMap((trial) =>
    checkTrial({ definition, digest }, trial, evidence).map((what) => ({ trial, what })),
  );
}

function checkSuggestions(study: Study, claims: ReadonlyMap<number, Claim>): Discrepancy[] {
  const { definition, sampler, earlier } = study;
  return [...claims].flatMap(([trial, claim]) => {
    const what = checkSuggestion({ definition, sampler, earlier, claims }, claim);
    return what === undefined ? [] : [{ trial, what }];
  });
}

function checkLimit({ definition }: Study, claims: ReadonlyMap<number, Claim>): Discrepancy[] {
  const most = definition.limits.trials;
  const finished = [...claims.values()].filter(({ end }) => end !== null && isFinished(end)).length;
  return finished <= most ? [] : [{ trial: null, what: `${finished} trials are finished, ${most} may be` }];
}

function readable<T>(found: ReadonlyMap<number, Found<T>>): Map<number, T> {
  return new Map(
    [...found].flatMap(([number, object]) => ('value' in object ? [[number, object.value] as const] : [])),
  );
}
