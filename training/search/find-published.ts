import type { Manifest } from '../../lib/contract/manifest.ts';
import { type Verdict, verdictSchema } from '../../lib/contract/verdict.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';

/** Versions that may have been published since an interrupted end. */
const RECENT = 20;

/** The version of a study that an interrupted end has left, with its verdict; undefined when there is none. */
export async function findPublished(
  registry: ModelRegistry,
  model: string,
  study: string,
): Promise<{ readonly manifest: Manifest; readonly verdict: Verdict } | undefined> {
  const versions = await registry.versions(model);
  for (const version of versions.slice(-RECENT).reverse()) {
    const manifest = await registry.manifest(model, version);
    const artifact = manifest.artifacts.verdict;
    if (manifest.study !== study || artifact === undefined) continue;
    const text = new TextDecoder().decode(await registry.artifact(artifact));
    return { manifest, verdict: verdictSchema.parse(JSON.parse(text)) };
  }
  return undefined;
}
