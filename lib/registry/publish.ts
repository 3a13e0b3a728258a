import { z } from 'zod';
import { keys, versionOfKey } from '../contract/keys.ts';
import type { Manifest } from '../contract/manifest.ts';
import { ARTIFACT_FILES, type Artifact, type ArtifactKind, manifestSchema } from '../contract/manifest.ts';
import { ManifestInvalid, PublishExpired, VersionsExhausted } from './errors.ts';
import { encodeJson } from './json.ts';
import type { ObjectStore } from './object-store.ts';
import { writeOwn } from './own-write.ts';
import { StoreError } from './store-errors.ts';
import { digestOf, listVersions } from './versions.ts';

/** What a publisher brings: a manifest without what the registry itself adds, and the files' bytes. */
export type VersionDraft = Omit<Manifest, 'schema' | 'version' | 'writeId' | 'createdAt' | 'artifacts'> & {
  readonly artifacts: Readonly<
    Partial<Record<ArtifactKind, Uint8Array>> & { model: Uint8Array; golden: Uint8Array }
  >;
};

/**
 * A publish lasts at most this long from its first artifact to its manifest, by the store's time: a sweep takes
 * nothing younger than twice that, so it never takes the artifacts of a version to come.
 */
export const PUBLISH_MAX_MS = 12 * 3_600_000;

/**
 * Publishes a version: its artifacts first, under a random id, then the create-only manifest under the next free
 * number. The manifest's existence is the version; whatever ends a publish before it leaves nothing but
 * artifacts that no version names.
 *
 * @throws ManifestInvalid before anything is written, when the draft cannot be a manifest
 * @throws PublishExpired when it lasted longer than PUBLISH_MAX_MS
 * @throws VersionsExhausted when a stray file has the highest number
 */
export async function publishVersion(
  store: ObjectStore,
  draft: VersionDraft,
  randomId: () => string,
): Promise<Manifest> {
  const upload = await uploadArtifacts(store, draft, randomId);
  let version = ((await listVersions(store, draft.model)).at(-1) ?? 0) + 1;
  for (;;) {
    const manifest = await writeManifest(store, upload, version);
    // A number that another took meanwhile is passed over.
    if (manifest) return manifest;
    version += 1;
  }
}

/**
 * Publishes a version as the model's first, or not at all: of several that do so at once, one does.
 *
 * @returns undefined when the model has a version 1 already
 * @throws ManifestInvalid | PublishExpired
 */
export async function publishFirstVersion(
  store: ObjectStore,
  draft: VersionDraft,
  randomId: () => string,
): Promise<Manifest | undefined> {
  return writeManifest(store, await uploadArtifacts(store, draft, randomId), 1);
}

/** A version whose artifacts are in the store; its manifest lacks the number. */
interface Upload {
  readonly manifest: Manifest;
  readonly startedAt: Date;
}

async function uploadArtifacts(
  store: ObjectStore,
  draft: VersionDraft,
  randomId: () => string,
): Promise<Upload> {
  const startedAt = await store.now();
  const publishId = randomId();
  const writeId = randomId();
  const { artifacts: bodies, ...described } = draft;
  const artifacts = Object.fromEntries(
    filesOf(bodies).map(([kind, body]) => [kind, describe(draft.model, publishId, kind, body)]),
  );
  const manifest = checkDraft({
    ...described,
    schema: 1,
    version: 1,
    writeId,
    createdAt: startedAt.toISOString(),
    artifacts,
  });
  for (const [kind, body] of filesOf(bodies))
    await writeArtifact(store, keys.artifact(draft.model, publishId, kind), body);
  return { manifest, startedAt };
}

function filesOf(bodies: VersionDraft['artifacts']): [ArtifactKind, Uint8Array][] {
  const kinds = Object.keys(ARTIFACT_FILES) as ArtifactKind[];
  return kinds.flatMap((kind) => (bodies[kind] ? [[kind, bodies[kind]]] : []));
}

function describe(model: string, publishId: string, kind: ArtifactKind, body: Uint8Array): Artifact {
  return { key: keys.artifact(model, publishId, kind), sha256: digestOf(body), bytes: body.byteLength };
}

function checkDraft(draft: unknown): Manifest {
  const parsed = manifestSchema.safeParse(draft);
  if (parsed.success) return parsed.data;
  throw new ManifestInvalid(`the version cannot be published: ${z.prettifyError(parsed.error)}`);
}

async function writeArtifact(store: ObjectStore, key: string, body: Uint8Array): Promise<void> {
  const outcome = await writeOwn(store, {
    key,
    write: () => store.create(key, body),
    isOwn: (stored) => Buffer.compare(stored, body) === 0,
  });
  if (!outcome.written) throw new StoreError(`${key} in ${store.location} was written by another`);
}

/** Creates the manifest under a number; undefined when another has taken that. */
async function writeManifest(
  store: ObjectStore,
  { manifest: draft, startedAt }: Upload,
  version: number,
): Promise<Manifest | undefined> {
  const createdAt = await store.now();
  if (createdAt.getTime() - startedAt.getTime() > PUBLISH_MAX_MS)
    throw new PublishExpired(`publishing ${draft.model} took longer than 12 hours; publish it again`);
  const manifest = { ...draft, version, createdAt: createdAt.toISOString() };
  const key = keys.version(draft.model, version);
  // A key that does not read back as its number would be a version that nobody can see.
  if (versionOfKey(key) !== version)
    throw new VersionsExhausted(keys.version(draft.model, version - 1), store.location);
  const body = encodeJson(manifest);
  const outcome = await writeOwn(store, {
    key,
    write: () => store.create(key, body),
    isOwn: (stored) => Buffer.from(stored).includes(manifest.writeId),
  });
  return outcome.written ? manifest : undefined;
}
