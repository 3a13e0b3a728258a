import type { Alias } from '../../../lib/contract/alias.ts';

/** Versions that a cold start tries at most: each costs a download, and records wait meanwhile. */
const MAX_CANDIDATES = 5;

/**
 * The versions to serve, best first: the alias's own, then what it pointed to before (`previous`, then older
 * moves, newest first; each was once good enough to be promoted).
 *
 * Higher versions come last: a move to a lower one is a person stepping back from the higher one.
 */
export function candidates(alias: Alias): readonly number[] {
  const before = [alias.previous, ...alias.moves.map((move) => move.version)].filter((v) => v !== null);
  const older = before.filter((version) => version < alias.version);
  const steppedBackFrom = before.filter((version) => version > alias.version);
  return [...new Set([alias.version, ...older, ...steppedBackFrom])].slice(0, MAX_CANDIDATES);
}

/**
 * The version that the alias's own is compared with, or undefined when there is none: at the first move, and
 * after a step back, which is a person's decision that the function must not undo.
 */
export function formerOf(alias: Alias): number | undefined {
  return alias.previous !== null && alias.previous < alias.version ? alias.previous : undefined;
}
