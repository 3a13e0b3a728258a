import { UserError } from '../../../lib/contract/errors.ts';
import type { Manifest } from '../../../lib/contract/manifest.ts';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import { openRegistry } from '../../registry.ts';
import type { DemoModel } from '../prepare.ts';
import { type Change, chooseChange, MOVED_FEATURE } from './change.ts';

/** What a version lacks to see drift by, in words; undefined when it lacks nothing. */
export function lacksForDrift({ artifacts, signature }: Manifest): string | undefined {
  if (artifacts.profile === undefined)
    return 'has no reference profile, since it was made before there were any';
  return signature.features.some(({ name }) => name === MOVED_FEATURE)
    ? undefined
    : `does not read ${MOVED_FEATURE}, which the demo moves`;
}

export interface DriftReference {
  readonly registry: ModelRegistry;
  readonly profile: ReferenceProfile;
  readonly change: Change;
}

/** What the demo's model is compared with, and what is to happen to its wines. @throws UserError where that cannot be */
export async function findReference({ registry: place, manifest }: DemoModel): Promise<DriftReference> {
  const registry = openRegistry(place);
  const profile = await registry.profile(manifest);
  if (profile === undefined) {
    throw new UserError(
      `${manifest.model} version ${manifest.version} has no reference profile, which drift is seen by; train it anew with weir train`,
    );
  }
  return { registry, profile, change: chooseChange(manifest.signature, profile) };
}
