import { type Entry, isWaiting } from '../entry.ts';

export interface ReplayRules {
  /** The digest of the fix, or null. */
  readonly fix: string | null;
  /** The version that will answer; undefined when it is not known before it does. */
  readonly version: number | undefined;
  /** True: also what was answered already. */
  readonly again: boolean;
}

/** Of selected records, which a replay takes. */
export interface ReplayPlan {
  readonly left: readonly Entry[];
  /** Predicted, or taken apart, by an earlier replay. */
  readonly answered: readonly Entry[];
  /** Rejected by an earlier replay with the same fix and version, as they would be again. */
  readonly triedInVain: readonly Entry[];
}

/**
 * What is left to replay: what waits, and was not rejected already under the same circumstances. So a second replay
 * finds nothing to do, and one with another fix or after a promotion finds what was rejected.
 */
export function planReplay(entries: readonly Entry[], rules: ReplayRules): ReplayPlan {
  if (rules.again) return { left: entries, answered: [], triedInVain: [] };
  const kinds = Map.groupBy(entries, (entry) =>
    !isWaiting(entry) ? 'answered' : wasTried(entry, rules) ? 'triedInVain' : 'left',
  );
  return {
    left: kinds.get('left') ?? [],
    answered: kinds.get('answered') ?? [],
    triedInVain: kinds.get('triedInVain') ?? [],
  };
}

function wasTried({ replays }: Entry, { fix, version }: ReplayRules): boolean {
  return replays.some((one) => one.fix === fix && (version === undefined || one.version === version));
}
