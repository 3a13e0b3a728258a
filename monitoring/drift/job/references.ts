import { reasonOf } from '../../../lib/contract/errors.ts';
import type { Counts, ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { layoutDigest } from '../../../lib/model/profile/layout-digest.ts';
import { emptyCounts } from '../../../lib/model/profile/merge.ts';
import {
  ArtifactCorrupt,
  ArtifactMissing,
  ManifestInvalid,
  ProfileInvalid,
  VersionNotFound,
} from '../../../lib/registry/errors.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import type { Source } from '../windows/window-groups.ts';
import type { LeftReason } from './ports.ts';

/** What the windows of a version are compared with. */
export interface Reference {
  readonly version: number;
  readonly signature: Signature;
  readonly profile: ReferenceProfile;
  /** layoutDigest of its layout. */
  readonly layout: string;
  readonly empty: Counts;
  /** The profile's key and digest. */
  readonly source: Source;
}

/** Why a version has none. */
export interface NoReference {
  readonly why: LeftReason;
  readonly message: string;
}

/** The references of a model's versions, each read once. A registry that does not answer is thrown. */
export class References {
  readonly #registry: ModelRegistry;
  readonly #model: string;
  readonly #read = new Map<number, Promise<Reference | NoReference>>();

  constructor(registry: ModelRegistry, model: string) {
    this.#registry = registry;
    this.#model = model;
  }

  of(version: number): Promise<Reference | NoReference> {
    const known = this.#read.get(version);
    if (known !== undefined) return known;
    const reading = this.#readReference(version);
    this.#read.set(version, reading);
    return reading;
  }

  /** What the version answers with; a version that the registry does not know classifies. */
  async taskOf(version: number): Promise<Signature['task']> {
    try {
      return (await this.#registry.manifest(this.#model, version)).signature.task;
    } catch (error) {
      if (error instanceof VersionNotFound || isDamage(error)) return 'classification';
      throw error;
    }
  }

  async #readReference(version: number): Promise<Reference | NoReference> {
    const name = `${this.#model} version ${version}`;
    try {
      const manifest = await this.#registry.manifest(this.#model, version);
      const profile = await this.#registry.profile(manifest);
      const artifact = manifest.artifacts.profile;
      if (profile === undefined || artifact === undefined)
        return { why: 'no-profile', message: `${name} has no reference profile: ${WITHOUT_PROFILE}` };
      const { layout } = profile;
      return {
        ...{ version, profile, signature: manifest.signature, layout: layoutDigest(layout) },
        ...{ empty: emptyCounts(layout), source: [artifact.key, artifact.sha256] },
      };
    } catch (error) {
      const message = `${name} cannot be judged: ${reasonOf(error)}`;
      if (error instanceof VersionNotFound) return { why: 'unknown-version', message };
      if (isDamage(error)) return { why: 'broken-profile', message };
      throw error;
    }
  }
}

const WITHOUT_PROFILE =
  'train it anew with "weir train", or publish it with "weir publish --data <file.csv>", and promote that version';

const DAMAGE = [ArtifactMissing, ArtifactCorrupt, ManifestInvalid, ProfileInvalid] as const;

function isDamage(error: unknown): boolean {
  return DAMAGE.some((kind) => error instanceof kind);
}

export function isReference(found: Reference | NoReference): found is Reference {
  return 'profile' in found;
}
