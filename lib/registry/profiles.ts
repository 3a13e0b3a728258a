import type { Manifest } from '../contract/manifest.ts';
import { type ReferenceProfile, referenceProfileSchema } from '../contract/profile.ts';
import { ProfileInvalid } from './errors.ts';
import { decodeJson } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import { readArtifact } from './versions.ts';

/**
 * The reference profile of a version, held against its digest; undefined when it was published without one.
 * @throws ArtifactMissing | ArtifactCorrupt | ProfileInvalid
 */
export async function readProfile(
  store: ObjectStore,
  { signature, artifacts: { profile: artifact } }: Pick<Manifest, 'signature' | 'artifacts'>,
): Promise<ReferenceProfile | undefined> {
  if (artifact === undefined) return undefined;
  const decoded = decodeJson(referenceProfileSchema, await readArtifact(store, artifact));
  if ('problem' in decoded) {
    throw new ProfileInvalid(
      `${artifact.key} in ${store.location} is no profile of this Weir: ${decoded.problem}`,
    );
  }
  const { features } = decoded.value.layout;
  if (features.length === signature.features.length) return decoded.value;
  throw new ProfileInvalid(
    `${artifact.key} in ${store.location} counts ${features.length} features, its version has ${signature.features.length}`,
  );
}
