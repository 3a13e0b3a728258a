/** Why a version is not served, and what a person does about it. */
export const REFUSAL_REASONS = {
  'version-missing': 'The registry has no such version. Move the alias to one that weir models lists.',
  'manifest-invalid': 'The manifest of the version cannot be read. Publish the model again and promote that.',
  'missing-artifact': 'A file of the version is gone. Publish the model again and promote that.',
  'digest-mismatch':
    'A file of the version is not what was published: it is corrupt. Publish the model again.',
  unparsable: 'The model is not an ONNX graph. Publish the model again.',
  unservable: 'The model may not be served here. weir publish says why, and how to mend it.',
  'golden-invalid': 'The golden records of the version cannot be read. Publish the model again.',
  'golden-differs': 'The model answers its golden records differently here than in training.',
  'golden-failed':
    'The model fails on its own golden records. Run them with weir invoke, then mend the model.',
  'rejects-too-much':
    'The version rejects records that the one before it answers. Compare their signatures, then promote a mended one.',
  'signature-differs':
    'A challenger must read the same features and name the same classes, in the same order, as the champion: else the answers cannot be compared. Publish one that does.',
  'too-slow': 'The challenger did not load or did not answer within half a minute. Publish a faster model.',
  fails:
    'The challenger fails on live records again and again. Run some with weir invoke, then mend the model.',
} as const;

export type RefusalReason = keyof typeof REFUSAL_REASONS;

/** A version that will not be served, however often it is tried: what is stored is at fault, not the way to it. */
export class VersionRefused extends Error {
  override readonly name = 'VersionRefused';
  readonly version: number;
  readonly reason: RefusalReason;

  constructor(version: number, reason: RefusalReason, options?: ErrorOptions) {
    super(`version ${version} is refused: ${reason}. ${REFUSAL_REASONS[reason]}`, options);
    this.version = version;
    this.reason = reason;
  }
}
