import { randomUUID } from 'node:crypto';
import type { Alias } from '../contract/alias.ts';
import type { Artifact, Manifest } from '../contract/manifest.ts';
import type { ReferenceProfile } from '../contract/profile.ts';
import { type MoveRequest, moveAlias, type RollbackRequest, rollbackAlias } from './alias-move.ts';
import { type ReadAlias, readAlias, readAliases } from './aliases.ts';
import { checkName } from './names.ts';
import type { GetOptions, NOT_MODIFIED, ObjectStore } from './object-store.ts';
import { publishFirstVersion, publishVersion, type VersionDraft } from './publish.ts';
import { type SweepOptions, type SweepResult, sweepArtifacts } from './sweep.ts';
import { listModels, listVersions, readArtifact, readManifest } from './versions.ts';

export type { MoveRequest, RollbackRequest } from './alias-move.ts';
export type { ReadAlias } from './aliases.ts';
export type { VersionDraft } from './publish.ts';
export type { SweepOptions, SweepResult } from './sweep.ts';

export interface RegistryOptions {
  /** Ids of publishes and writes; unguessable and never the same twice. Default: random UUIDs. */
  readonly randomId?: () => string;
}

/**
 * The model registry: numbered, immutable versions and aliases that point to them, in one object store and with
 * no server. Any number of processes may use it at once; its conditional writes decide who was first.
 *
 * Every method throws NameInvalid (a UserError) for a name that cannot be one, and StoreError when the store
 * fails for longer than the retries last.
 */
export class ModelRegistry {
  readonly store: ObjectStore;
  readonly #randomId: () => string;

  constructor(store: ObjectStore, options: RegistryOptions = {}) {
    this.store = store;
    this.#randomId = options.randomId ?? randomUUID;
  }

  /**
   * Publishes a version: the artifacts, then the manifest under the next number. It is there as a whole or not
   * at all.
   * @throws ManifestInvalid when the draft cannot be a manifest; PublishExpired after PUBLISH_MAX_MS
   */
  async publish(draft: VersionDraft): Promise<Manifest> {
    checkName('model', draft.model);
    return publishVersion(this.store, draft, this.#randomId);
  }

  /**
   * Publishes a version as the model's first, or not at all.
   * @returns undefined when the model has a version 1 already
   * @throws as `publish` does
   */
  async publishFirst(draft: VersionDraft): Promise<Manifest | undefined> {
    checkName('model', draft.model);
    return publishFirstVersion(this.store, draft, this.#randomId);
  }

  /** The models that have a version, in ascending order. */
  async models(): Promise<string[]> {
    return listModels(this.store);
  }

  /** The versions of a model, ascending; empty for one that nobody published. */
  async versions(model: string): Promise<number[]> {
    checkName('model', model);
    return listVersions(this.store, model);
  }

  /** @throws VersionNotFound (a UserError) | ManifestInvalid */
  async manifest(model: string, version: number): Promise<Manifest> {
    checkName('model', model);
    return readManifest(this.store, model, version);
  }

  /**
   * An artifact's bytes, held against its manifest's length and digest.
   * @throws ArtifactMissing | ArtifactCorrupt
   */
  async artifact(artifact: Artifact): Promise<Uint8Array> {
    return readArtifact(this.store, artifact);
  }

  /**
   * What a version's live rows are compared with; undefined of one that was published without it.
   * @throws ArtifactMissing | ArtifactCorrupt | ProfileInvalid
   */
  async profile(manifest: Manifest): Promise<ReferenceProfile | undefined> {
    // Late: the inference function has the registry as well, and starts sooner without the schemas of profiles.
    const { readProfile } = await import('./profiles.ts');
    return readProfile(this.store, manifest);
  }

  /**
   * An alias and its etag, undefined when there is none, or NOT_MODIFIED when its etag is `options.ifNoneMatch`.
   * @throws AliasInvalid
   */
  async alias(
    model: string,
    alias: string,
    options?: GetOptions,
  ): Promise<ReadAlias | typeof NOT_MODIFIED | undefined> {
    checkNames(model, alias);
    return readAlias(this.store, model, alias, options);
  }

  /** All aliases of a model by name. */
  async aliases(model: string): Promise<Record<string, Alias>> {
    checkName('model', model);
    return readAliases(this.store, model);
  }

  /**
   * Moves an alias to a version; of two that move it at once, one wins.
   * @returns the alias as this move left it
   * @throws AliasMoved (a UserError) naming who moved it, when, and to which version; VersionNotFound
   */
  async moveAlias(move: MoveRequest): Promise<Alias> {
    checkNames(move.model, move.alias);
    return moveAlias(this.store, move, this.#randomId);
  }

  /**
   * Sets an alias back to the version before its last move. A second rollback undoes the first, so state the
   * `expectSequence` that you looked at, and ask `isRollback` of alias-move.ts whether the last was one already.
   * @throws AliasNotFound when there is nothing to go back to; AliasMoved
   */
  async rollback(move: RollbackRequest): Promise<Alias> {
    checkNames(move.model, move.alias);
    return rollbackAlias(this.store, move, this.#randomId);
  }

  /** Deletes the artifacts that no version names and that are older than 7 days by the store's time. */
  async sweep(options: SweepOptions): Promise<SweepResult> {
    checkName('model', options.model);
    return sweepArtifacts(this.store, options);
  }
}

function checkNames(model: string, alias: string): void {
  checkName('model', model);
  checkName('alias', alias);
}
