import type { LiveAgreement } from '../../lib/contract/verdict.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { DEFAULT_GATE_LIMITS } from '../../training/gate/limits.ts';
import { storedVerdict } from '../../training/gate/stored-verdict.ts';
import { type Permit, permitChampion } from './permit.ts';

/** A version that shall be the champion, and what is said for it. */
export interface Candidacy {
  readonly model: string;
  readonly version: number;
  /** The champion of today; undefined when there is none. */
  readonly champion: number | undefined;
  readonly reason: string | undefined;
  readonly force: boolean;
  /** Default: none is asked for. */
  readonly minLiveAgreement?: number | undefined;
  readonly live?: LiveAgreement | undefined;
}

/**
 * Whether the champion may move, by the verdict that lies beside the version: the same for all who ask.
 * @throws PromotionRefused; VersionNotFound (both UserErrors)
 */
export async function storedPermit(registry: ModelRegistry, candidacy: Candidacy): Promise<Permit> {
  const { model, version, minLiveAgreement, live } = candidacy;
  return permitChampion({
    ...candidacy,
    verdict: await storedVerdict(registry, await registry.manifest(model, version)),
    minLiveAgreement,
    live,
    minLiveRecords: DEFAULT_GATE_LIMITS.minLiveRecords,
  });
}
