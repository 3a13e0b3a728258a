import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CHAMPION } from '../../lib/contract/alias.ts';
import { FIRST_MODEL_MANIFEST, firstModelSchema } from '../../lib/contract/first-model.ts';
import {
  ARTIFACT_FILES,
  type Artifact,
  type ArtifactKind,
  type Manifest,
} from '../../lib/contract/manifest.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { aliasVersion, openRegistry } from '../registry.ts';

export interface FirstModelExport {
  /** The local registry: a directory, or s3://bucket[/prefix]. */
  readonly registry: string;
  readonly model: string;
  /** Where the files go; what else is in it is removed. */
  readonly directory: string;
}

/**
 * Writes the champion of a registry into a directory, for a first deployment to begin with. Every file is held
 * against its digest on the way. The same model gives the same bytes, whichever version it is and whenever it was
 * published: a deployment then has nothing to change.
 *
 * @returns the directory, absolute; undefined when the model has no champion there
 * @throws ArtifactCorrupt | ArtifactMissing when the registry is damaged
 */
export async function exportFirstModel(options: FirstModelExport): Promise<string | undefined> {
  const registry = openRegistry(options.registry);
  const version = await aliasVersion(registry, options.model, CHAMPION);
  if (version === undefined) return undefined;
  const files = await filesOf(registry, await registry.manifest(options.model, version));
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory))
    if (!files.has(name)) await rm(join(directory, name), { recursive: true });
  for (const [name, body] of files) await writeFile(join(directory, name), body);
  return directory;
}

async function filesOf(registry: ModelRegistry, manifest: Manifest): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const [kind, artifact] of Object.entries(manifest.artifacts) as [ArtifactKind, Artifact | undefined][])
    if (artifact) files.set(ARTIFACT_FILES[kind], await registry.artifact(artifact));
  return files.set(FIRST_MODEL_MANIFEST, describe(manifest));
}

/** In the order of the schema, without what a registry adds. */
function describe({ schema, version, writeId, createdAt, artifacts, ...described }: Manifest): Uint8Array {
  const withoutKeys = Object.fromEntries(
    Object.entries(artifacts).flatMap(([kind, artifact]) =>
      artifact ? [[kind, { sha256: artifact.sha256, bytes: artifact.bytes }]] : [],
    ),
  );
  const manifest = firstModelSchema.parse({ ...described, artifacts: withoutKeys });
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}
