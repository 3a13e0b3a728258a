import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { checkKey, KeyInvalid } from '../store-errors.ts';

/** Where the adapter keeps its own files. No key maps to it: a leading dot of a key is escaped. */
const OWN_DIRECTORY = '.store';

/** The longest file name of the usual filesystems, in bytes. */
const NAME_MAX_BYTES = 255;

/** Everything else is escaped: upper case too, since some filesystems take "A" and "a" for one name. */
const PLAIN = /[a-z0-9._=+@,-]/;

/** The places of a store below its root directory. */
export interface StorePaths {
  readonly root: string;
  /** Unfinished objects, one directory each. */
  readonly scratch: string;
  /** Locks, one directory each. */
  readonly locks: string;
  /** The file of an object. @throws KeyInvalid */
  readonly object: (key: string) => string;
  /** The directory of the keys that start with `segments`, each followed by a slash. */
  readonly directory: (segments: readonly string[]) => string;
  /** The lock of an object: a directory, held when a file is in it. */
  readonly lock: (key: string) => string;
}

export function storePaths(root: string): StorePaths {
  const locks = join(root, OWN_DIRECTORY, 'locks');
  return {
    root,
    scratch: join(root, OWN_DIRECTORY, 'scratch'),
    locks,
    object: (key) => join(root, ...objectPath(key)),
    directory: (segments) => join(root, ...segments.map((segment) => nameOf(segment, 'directory'))),
    lock: (key) => join(locks, createHash('sha256').update(key).digest('hex')),
  };
}

function objectPath(key: string): string[] {
  checkKey(key);
  const segments = key.split('/');
  const names = segments.map((segment, i) =>
    nameOf(segment, i === segments.length - 1 ? 'file' : 'directory'),
  );
  const long = names.find((name) => name.length > NAME_MAX_BYTES);
  if (long === undefined) return names;
  throw new KeyInvalid(
    `${JSON.stringify(key)} cannot be kept in a directory: the file name ${long.slice(0, 40)}… would be ` +
      `${long.length} bytes long, the most is ${NAME_MAX_BYTES}`,
  );
}

type Kind = 'file' | 'directory';

/**
 * The name of a key's part. So that "a" and "a/b" can both be keys, and yet versions/1.json looks like itself,
 * a file without a dot and a directory with one end in "%", which no escape does.
 */
function nameOf(segment: string, kind: Kind): string {
  const escaped = escapeSegment(segment);
  return escaped.includes('.') === (kind === 'file') ? escaped : `${escaped}%`;
}

/** The part of a key that a name stands for; undefined for a file that is none of ours. */
export function segmentOf(name: string, kind: Kind): string | undefined {
  try {
    const segment = decodeURIComponent(name.replace(/%$/, ''));
    return nameOf(segment, kind) === name ? segment : undefined;
  } catch {
    return undefined;
  }
}

function escapeSegment(segment: string): string {
  let escaped = '';
  for (const byte of Buffer.from(segment)) {
    const character = String.fromCharCode(byte);
    const hidden = escaped === '' && character === '.';
    escaped += PLAIN.test(character) && !hidden ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }
  return escaped;
}
