import { UserError } from '../../../lib/contract/errors.ts';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import { openRegistry } from '../../registry.ts';
import type { DemoModel } from '../prepare.ts';
import { type Change, chooseChange } from './change.ts';

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
