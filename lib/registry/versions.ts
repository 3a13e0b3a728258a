import { createHash } from 'node:crypto';
import { keys, versionOfKey } from '../contract/keys.ts';
import { type Artifact, type Manifest, manifestSchema } from '../contract/manifest.ts';
import { NAME_PATTERN } from '../contract/names.ts';
import { ArtifactCorrupt, ArtifactMissing, ManifestInvalid, VersionNotFound } from './errors.ts';
import { decodeJson } from './json.ts';
import { NOT_MODIFIED, type ObjectStore, type StoredObject } from './object-store.ts';

/** The models that have a version, in ascending order. */
export async function listModels(store: ObjectStore): Promise<string[]> {
  const prefix = keys.modelsPrefix();
  const models: string[] = [];
  let startAfter: string | undefined = prefix;
  while (startAfter !== undefined) {
    const first = await firstKey(store, prefix, startAfter);
    const name = first?.slice(prefix.length).split('/', 1)[0];
    // "0" follows "/" in UTF-8, so this skips everything below models/<name>/ in one request.
    startAfter = name === undefined ? undefined : `${prefix}${name}0`;
    if (name !== undefined && NAME_PATTERN.test(name) && (await hasVersion(store, name))) models.push(name);
  }
  return models;
}

async function firstKey(store: ObjectStore, prefix: string, startAfter: string): Promise<string | undefined> {
  for await (const { key } of store.list(prefix, { startAfter })) return key;
  return undefined;
}

async function hasVersion(store: ObjectStore, model: string): Promise<boolean> {
  for await (const { key } of store.list(keys.versionsPrefix(model)))
    if (versionOfKey(key) !== undefined) return true;
  return false;
}

/** The versions of a model, ascending. */
export async function listVersions(store: ObjectStore, model: string): Promise<number[]> {
  const versions: number[] = [];
  for await (const { key } of store.list(keys.versionsPrefix(model))) {
    const version = versionOfKey(key);
    if (version !== undefined) versions.push(version);
  }
  return versions.sort((a, b) => a - b);
}

/** @throws VersionNotFound | ManifestInvalid */
export async function readManifest(store: ObjectStore, model: string, version: number): Promise<Manifest> {
  const key = keys.version(model, version);
  const stored = versionOfKey(key) === undefined ? undefined : await read(store, key);
  if (stored === undefined) throw new VersionNotFound(model, version, await listVersions(store, model));
  const decoded = decodeJson(manifestSchema, stored.body);
  if ('problem' in decoded) throw manifestInvalid(store, key, decoded.problem);
  const manifest = decoded.value;
  if (manifest.model !== model || manifest.version !== version)
    throw manifestInvalid(store, key, `it says ${manifest.model} version ${manifest.version}`);
  return manifest;
}

function manifestInvalid(store: ObjectStore, key: string, problem: string): ManifestInvalid {
  return new ManifestInvalid(`${key} in ${store.location} is not a manifest of this Weir: ${problem}`);
}

/** @throws ArtifactMissing | ArtifactCorrupt */
export async function readArtifact(store: ObjectStore, artifact: Artifact): Promise<Uint8Array> {
  const stored = await read(store, artifact.key);
  if (stored === undefined) throw new ArtifactMissing(`${artifact.key} is not in ${store.location}`);
  const { body } = stored;
  if (body.byteLength !== artifact.bytes)
    throw new ArtifactCorrupt(
      `${artifact.key} has ${body.byteLength} bytes, its manifest says ${artifact.bytes}`,
    );
  const sha256 = digestOf(body);
  if (sha256 !== artifact.sha256)
    throw new ArtifactCorrupt(`${artifact.key} hashes to ${sha256}, its manifest says ${artifact.sha256}`);
  return body;
}

/** SHA-256 in hexadecimal. */
export function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

async function read(store: ObjectStore, key: string): Promise<StoredObject | undefined> {
  const stored = await store.get(key);
  return stored === NOT_MODIFIED ? undefined : stored;
}
