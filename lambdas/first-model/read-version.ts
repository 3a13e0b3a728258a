import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FIRST_MODEL_MANIFEST,
  firstModelArtifacts,
  firstModelSchema,
} from '../../lib/contract/first-model.ts';
import { ARTIFACT_FILES, type ArtifactKind } from '../../lib/contract/manifest.ts';
import { ArtifactCorrupt } from '../../lib/registry/errors.ts';
import type { VersionDraft } from '../../lib/registry/registry.ts';
import { digestOf } from '../../lib/registry/versions.ts';

/** The version that a directory holds, all its artifacts held against their digests. @throws ArtifactCorrupt */
export async function readVersion(directory: string): Promise<VersionDraft> {
  const manifest = firstModelSchema.parse(
    JSON.parse(await readFile(join(directory, FIRST_MODEL_MANIFEST), 'utf8')),
  );
  const bodies = await Promise.all(
    firstModelArtifacts(manifest).map(async (kind) => {
      const expected = manifest.artifacts[kind]?.sha256 ?? '';
      return [kind, await readArtifact(directory, kind, expected)] as const;
    }),
  );
  return { ...manifest, artifacts: Object.fromEntries(bodies) as VersionDraft['artifacts'] };
}

async function readArtifact(directory: string, kind: ArtifactKind, expected: string): Promise<Uint8Array> {
  const name = ARTIFACT_FILES[kind];
  const body = await readFile(join(directory, name));
  const sha256 = digestOf(body);
  if (sha256 !== expected)
    throw new ArtifactCorrupt(`${name} hashes to ${sha256}, ${FIRST_MODEL_MANIFEST} says ${expected}`);
  return body;
}
