import type { Manifest } from '../../lib/contract/manifest.ts';
import { type Verdict, verdictSchema } from '../../lib/contract/verdict.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';

/** Versions that may have been published since an interrupted end. */
const RECENT = 20;

/**
 * The version of a study that another end has left, be it interrupted or at work, with its verdict; undefined when
 * there is none. Of two that were published at the same time it is the older one, for whoever looks.
 */
export async function findPublished(
  registry: ModelRegistry,
  model: string,
  study: string,
): Promise<{ readonly manifest: Manifest; readonly verdict: Verdict } | undefined> {
  const versions = await registry.versions(model);
  for (const version of versions.slice(-RECENT)) {
    const manifest = await registry.manifest(model, version);
    const artifact = manifest.artifacts.verdict;
    if (manifest.study !== study || artifact === undefined) continue;
    const text = new TextDecoder().decode(await registry.artifact(artifact));
    return { manifest, verdict: verdictSchema.parse(JSON.parse(text)) };
  }
  return undefined;
}
