import type { Alias } from '../contract/alias.ts';
import { UserError } from '../contract/errors.ts';

/** The model has no such version. */
export class VersionNotFound extends UserError {
  override readonly name = 'VersionNotFound';
  readonly model: string;
  readonly version: number;

  constructor(model: string, version: number, known: readonly number[]) {
    super(`${model} has no version ${version}: ${describeVersions(known)}`);
    this.model = model;
    this.version = version;
  }
}

function describeVersions(known: readonly number[]): string {
  if (known.length === 0) return 'nothing has been published under that name; publish a model first';
  const listed = known.length <= 10 ? known.join(', ') : `${known[0]} to ${known.at(-1)}`;
  return `choose one of ${listed}`;
}

/** A name that cannot be one of a model or an alias. */
export class NameInvalid extends UserError {
  override readonly name = 'NameInvalid';
}

/** A manifest that is not one: cut short, edited by hand, or of a newer schema. */
export class ManifestInvalid extends Error {
  override readonly name = 'ManifestInvalid';
}

/** An alias file that is not one. */
export class AliasInvalid extends Error {
  override readonly name = 'AliasInvalid';
}

/** An alias that does not exist, or that has nothing to go back to. */
export class AliasNotFound extends UserError {
  override readonly name = 'AliasNotFound';
}

/** Someone else moved the alias since this mover looked at it. */
export class AliasMoved extends UserError {
  override readonly name = 'AliasMoved';
  readonly alias: string;
  /** The alias as it is now; undefined when it does not exist. */
  readonly current: Alias | undefined;

  constructor(model: string, alias: string, current: Alias | undefined) {
    super(`${describeMove(model, alias, current)}; look at it, and move it again if you still want to`);
    this.alias = alias;
    this.current = current;
  }
}

function describeMove(model: string, alias: string, current: Alias | undefined): string {
  if (current === undefined) return `${alias} of ${model} does not exist (any more)`;
  const { version, by, since, reason, sequence } = current;
  return `${alias} of ${model} was moved to version ${version} by ${by} at ${since} (move ${sequence}, reason: ${reason})`;
}

/** An artifact that a manifest names and the store does not have. */
export class ArtifactMissing extends Error {
  override readonly name = 'ArtifactMissing';
}

/** An artifact whose length or digest is not the manifest's. */
export class ArtifactCorrupt extends Error {
  override readonly name = 'ArtifactCorrupt';
}

/** A profile that this Weir cannot read. */
export class ProfileInvalid extends Error {
  override readonly name = 'ProfileInvalid';
}

/** A number so high that no version can follow it: a file that no publish wrote. */
export class VersionsExhausted extends UserError {
  override readonly name = 'VersionsExhausted';

  constructor(key: string, location: string) {
    super(
      `${key} in ${location} has the highest number that a version can have, so none can follow it; expected versions that count from 1: remove that file if no publish wrote it, then publish again`,
    );
  }
}

/** A publish that took so long that a sweep might have taken its artifacts; nothing was published. */
export class PublishExpired extends Error {
  override readonly name = 'PublishExpired';
}
