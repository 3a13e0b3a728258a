import type { Alias } from '../../lib/contract/alias.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { forcedReason, type Verdict } from '../../lib/contract/verdict.ts';
import { AliasMoved } from '../../lib/registry/errors.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { achievement, promote } from '../release.ts';
import type { SearchResult } from './result.ts';

export interface ChampionMove {
  readonly manifest: Manifest;
  readonly verdict: Verdict;
  /** As it was before the gate judged, or before an interrupted end went on. */
  readonly champion: Alias | undefined;
  readonly by: string;
  readonly promote?: boolean | undefined;
  readonly force?: string | undefined;
}

/**
 * Moves the champion to a version or leaves it, and says why. Another process that ends the same search may have moved
 * it to this very version meanwhile, which is what was wanted.
 * @throws AliasMoved when somebody else moved it to another version meanwhile
 */
export async function moveChampion(
  registry: ModelRegistry,
  { manifest, verdict, champion, by, promote: mayMove = true, force }: ChampionMove,
): Promise<SearchResult['champion']> {
  const stays = (reason: string) => ({ moved: false, version: champion?.version ?? null, reason });
  if (champion?.version === manifest.version)
    return { moved: true, version: manifest.version, reason: verdict.reason };
  if (!mayMove) return stays('it was to stay as it is');
  if (!verdict.promote && force === undefined) return stays(verdict.reason);
  // An end that was interrupted after its verdict goes on with it, while the champion may have moved.
  const judged = verdict.champion?.version ?? null;
  if (judged !== (champion?.version ?? null) && force === undefined)
    return stays(
      `the gate held it against ${nameOf(judged)}, and the champion is ${nameOf(champion?.version ?? null)} now`,
    );
  const reason =
    verdict.promote || force === undefined
      ? `searched: ${achievement(manifest)}`
      : forcedReason(force, verdict.reason);
  await promote(registry, manifest, { by, reason, champion }).catch((thrown: unknown) => {
    if (!(thrown instanceof AliasMoved && thrown.current?.version === manifest.version)) throw thrown;
  });
  return { moved: true, version: manifest.version, reason: verdict.promote ? verdict.reason : reason };
}

function nameOf(version: number | null): string {
  return version === null ? 'none' : `version ${version}`;
}
