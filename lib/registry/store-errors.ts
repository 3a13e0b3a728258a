import { UserError } from '../contract/errors.ts';

/** The store could not be reached or answered with a fault; `cause` is what its client threw. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The store did not answer within the time it was given. */
export class StoreTimeout extends StoreError {
  override readonly name = 'StoreTimeout';
}

/** A key that no store takes; see `checkKey`. */
export class KeyInvalid extends UserError {
  override readonly name = 'KeyInvalid';
}

/** The longest key in bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const KEY_MAX_BYTES = 1024;

/**
 * Holds the keys of all stores to what all of them can keep: 1 to 1,024 bytes of well-formed Unicode in
 * segments between slashes, none of them empty, "." or "..", which clients and proxies rewrite on the way.
 *
 * @throws KeyInvalid
 */
export function checkKey(key: string): void {
  const problem = keyProblem(key);
  if (problem) throw new KeyInvalid(`${JSON.stringify(key)} cannot be an object key: ${problem}`);
}

/** Whether `key` can be one; see `checkKey`. */
export function isKey(key: string): boolean {
  return keyProblem(key) === undefined;
}

function keyProblem(key: string): string | undefined {
  if (!key.isWellFormed()) return 'it is not well-formed Unicode';
  if (Buffer.byteLength(key) > KEY_MAX_BYTES) return `it is longer than ${KEY_MAX_BYTES} bytes`;
  const segments = key.split('/');
  if (segments.some((segment) => segment === '')) return 'it is empty, or a part between slashes is';
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'a part of it is "." or ".."';
  return undefined;
}
