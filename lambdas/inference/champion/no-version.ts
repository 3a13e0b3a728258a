import type { VersionRefused } from './refusal.ts';

/** Why there is no version to serve; each asks something else of a person. */
export type NoVersionReason =
  /** The alias was never moved to a version. */
  | 'no-alias'
  /** The alias or a version could not be read: a network, a permission, a throttle, or too little time. */
  | 'registry-unreachable'
  /** All versions that the alias named are refused. */
  | 'all-refused';

/** What is answered instead of a version. */
export class NoVersion {
  readonly reason: NoVersionReason;
  /** Why the alias's own version is refused, where that is the reason. */
  readonly refusal: VersionRefused | undefined;

  constructor(reason: NoVersionReason, refusal?: VersionRefused) {
    this.reason = reason;
    this.refusal = refusal;
  }
}
