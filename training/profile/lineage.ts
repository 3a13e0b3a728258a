import type { Manifest } from '../../lib/contract/manifest.ts';
import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { ArtifactCorrupt, ArtifactMissing, ProfileInvalid } from '../../lib/registry/errors.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';

/** A version that a new one is compared with. */
export interface Ancestor {
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly signature: Signature;
  readonly profile: ReferenceProfile;
}

/** How far back the oldest ancestor may be. */
export const LINEAGE_DAYS = 30;

const DAY_MS = 86_400_000;

/** Versions in a row that may lack a profile before nobody looks further. */
const LOOKS_MAX = 20;

/**
 * A version with its profile; undefined of one that was published without, or whose profile is damaged: it then cannot
 * be compared with, and what comes after it must not wait for that.
 */
export async function ancestorOf(registry: ModelRegistry, manifest: Manifest): Promise<Ancestor | undefined> {
  const { version, createdAt, signature } = manifest;
  const profile = await registry.profile(manifest).catch((thrown: unknown) => {
    if (isDamage(thrown)) return undefined;
    throw thrown;
  });
  return profile && { version, createdAt, signature, profile };
}

function isDamage(thrown: unknown): boolean {
  return (
    thrown instanceof ArtifactMissing || thrown instanceof ArtifactCorrupt || thrown instanceof ProfileInvalid
  );
}

/**
 * The oldest version of the last 30 days that has a profile. Versions are made one after the other, so it is found by
 * halving: the number of requests grows with the logarithm of the versions.
 * @param before only versions below this one. Default: all
 */
export async function oldestAncestor(
  registry: ModelRegistry,
  model: string,
  now: Date,
  before = Number.POSITIVE_INFINITY,
): Promise<Ancestor | undefined> {
  const versions = (await registry.versions(model)).filter((version) => version < before);
  const since = now.getTime() - LINEAGE_DAYS * DAY_MS;
  const first = await firstSince(versions, async (version) => {
    const { createdAt } = await registry.manifest(model, version);
    return Date.parse(createdAt) >= since;
  });
  for (const version of versions.slice(first, first + LOOKS_MAX)) {
    const found = await ancestorOf(registry, await registry.manifest(model, version));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The position of the first version for which it holds, given that it holds for all after it. */
async function firstSince(
  versions: readonly number[],
  holds: (version: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [0, versions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await holds(versions[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
