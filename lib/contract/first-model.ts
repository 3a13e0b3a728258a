import { z } from 'zod';
import { ARTIFACT_FILES, type ArtifactKind, artifactSchema, manifestSchema } from './manifest.ts';

/**
 * The version that a first deployment begins with, as files: `version.json` and the artifacts beside it. The
 * exporter of a local registry, the construct and the function that uploads it all read this.
 */
export const FIRST_MODEL_MANIFEST = 'version.json';

/** Within the function's directory. */
export const FIRST_MODEL_DIRECTORY = 'version';

/** Of the move that makes it champion. */
export const FIRST_MODEL_REASON = 'first deployment';

const fileSchema = artifactSchema.omit({ key: true });

/** A manifest without what a registry adds: the number, keys and times differ where it is published again. */
export const firstModelSchema = manifestSchema
  .omit({ schema: true, version: true, writeId: true, createdAt: true, artifacts: true })
  .extend({
    artifacts: z.strictObject({
      model: fileSchema,
      golden: fileSchema,
      profile: fileSchema.optional(),
      report: fileSchema.optional(),
      verdict: fileSchema.optional(),
    }),
  });

export type FirstModelManifest = Readonly<z.infer<typeof firstModelSchema>>;

/** The artifacts that it has, in the order of ARTIFACT_FILES. */
export function firstModelArtifacts(manifest: FirstModelManifest): ArtifactKind[] {
  return (Object.keys(ARTIFACT_FILES) as ArtifactKind[]).filter((kind) => manifest.artifacts[kind]);
}
