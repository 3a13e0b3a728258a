import type { Manifest } from '../../lib/contract/manifest.ts';
import { type Verdict, verdictSchema } from '../../lib/contract/verdict.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';

/**
 * What the gate found when a version was published, held against its digest; undefined when nobody asked it.
 * @throws ArtifactMissing | ArtifactCorrupt; an Error when it is no verdict
 */
export async function storedVerdict(
  registry: ModelRegistry,
  { model, version, artifacts }: Manifest,
): Promise<Verdict | undefined> {
  if (artifacts.verdict === undefined) return undefined;
  const bytes = await registry.artifact(artifacts.verdict);
  try {
    return verdictSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new Error(`the verdict of ${model} version ${version} (${artifacts.verdict.key}) is no verdict`, {
      cause,
    });
  }
}
