import { z } from 'zod';
import type { Manifest } from '../../../lib/contract/manifest.ts';
import { type Layout, layoutSchema } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { createCounter } from '../../../lib/model/profile/counter.ts';
import { layoutDigest } from '../../../lib/model/profile/layout-digest.ts';
import { ArtifactCorrupt, ArtifactMissing } from '../../../lib/registry/errors.ts';
import type { VersionSource } from '../champion/load-version.ts';
import type { UncountedReason } from './uncounted.ts';
import type { CountedVersion } from './window.ts';

/** The rest of a profile is for the drift job, and not looked at: it may be large. */
const withLayout = z.object({ layout: layoutSchema });

/**
 * The layout of a version, held against its manifest's digest.
 * @throws whatever kept the registry from answering, which is worth another try
 */
export async function loadLayout(
  registry: Pick<VersionSource, 'artifact'>,
  { version, signature, artifacts }: Manifest,
): Promise<CountedVersion | UncountedReason> {
  if (artifacts.profile === undefined) return 'no-profile';
  try {
    const layout = parseLayout(await registry.artifact(artifacts.profile), signature);
    return layout === undefined ? 'profile-invalid' : { version, layout, digest: layoutDigest(layout) };
  } catch (error) {
    if (error instanceof ArtifactMissing) return 'profile-missing';
    if (error instanceof ArtifactCorrupt) return 'profile-corrupt';
    throw error;
  }
}

function parseLayout(file: Uint8Array, signature: Signature): Layout | undefined {
  try {
    const { layout } = withLayout.parse(JSON.parse(Buffer.from(file).toString()));
    if (!fits(layout, signature)) return undefined;
    createCounter(layout);
    return layout;
  } catch {
    return undefined;
  }
}

function fits({ features, prediction }: Layout, signature: Signature): boolean {
  const isSameTask =
    prediction.task === 'regression'
      ? signature.task === 'regression'
      : signature.task === 'classification' && prediction.classes === signature.classes.length;
  const names = signature.features;
  return (
    isSameTask &&
    features.length === names.length &&
    features.every(({ name, type }, i) => name === names[i]!.name && type === names[i]!.type)
  );
}
