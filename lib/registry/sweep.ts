import { UserError } from '../contract/errors.ts';
import { keys } from '../contract/keys.ts';
import type { ObjectStore, ObjectSummary } from './object-store.ts';
import { PUBLISH_MAX_MS } from './publish.ts';
import { listVersions, readManifest } from './versions.ts';

/** Artifacts that no version names are kept this long. */
export const SWEEP_AGE_MS = 7 * 24 * 3_600_000;

/** No sweep takes younger ones: twice what a publish may last. */
export const SWEEP_MIN_AGE_MS = 2 * PUBLISH_MAX_MS;

export interface SweepOptions {
  readonly model: string;
  /** Ages by the store's time, at least SWEEP_MIN_AGE_MS. Default: SWEEP_AGE_MS. */
  readonly olderThanMs?: number;
}

export interface SweepResult {
  /** The keys of the artifacts that were deleted. */
  readonly deleted: string[];
  /** How many artifacts stay. */
  readonly kept: number;
}

/**
 * Deletes the artifacts of publishes that never became a version.
 *
 * A publish in progress loses nothing: its artifacts are younger than any sweep takes, since a publish that
 * lasts longer than PUBLISH_MAX_MS ends itself before its manifest (what is left is one that is stopped for half
 * a day exactly between that look at the time and the write after it). Artifacts are listed before manifests, so a
 * manifest that appears meanwhile is seen. One unreadable manifest stops the sweep before it deletes anything:
 * no one can tell what it names.
 *
 * @throws ManifestInvalid | UserError
 */
export async function sweepArtifacts(store: ObjectStore, options: SweepOptions): Promise<SweepResult> {
  const olderThanMs = options.olderThanMs ?? SWEEP_AGE_MS;
  if (!(olderThanMs >= SWEEP_MIN_AGE_MS))
    throw new UserError(
      `a sweep of artifacts younger than ${SWEEP_MIN_AGE_MS} ms (got ${olderThanMs}) could hurt a publish in progress`,
    );
  const publishes = await listPublishes(store, options.model);
  const named = await namedKeys(store, options.model);
  const limit = (await store.now()).getTime() - olderThanMs;
  const deleted: string[] = [];
  let kept = 0;
  for (const files of publishes.values()) {
    const stays = files.some((file) => named.has(file.key) || file.lastModified.getTime() > limit);
    if (stays) kept += files.length;
    else deleted.push(...(await deleteAll(store, files)));
  }
  return { deleted, kept };
}

/** The artifacts by the publish that made them. */
async function listPublishes(store: ObjectStore, model: string): Promise<Map<string, ObjectSummary[]>> {
  const prefix = keys.artifactsPrefix(model);
  const publishes = new Map<string, ObjectSummary[]>();
  for await (const file of store.list(prefix)) {
    const publishId = file.key.slice(prefix.length).split('/', 1)[0] ?? '';
    publishes.set(publishId, [...(publishes.get(publishId) ?? []), file]);
  }
  return publishes;
}

async function namedKeys(store: ObjectStore, model: string): Promise<Set<string>> {
  const named = new Set<string>();
  for (const version of await listVersions(store, model)) {
    const { artifacts } = await readManifest(store, model, version);
    for (const artifact of Object.values(artifacts)) if (artifact) named.add(artifact.key);
  }
  return named;
}

async function deleteAll(store: ObjectStore, files: readonly ObjectSummary[]): Promise<string[]> {
  for (const { key } of files) await store.delete(key);
  return files.map(({ key }) => key);
}
