import { UserError } from '../../contract/errors.ts';
import type { ObjectStore } from '../object-store.ts';
import { DirectoryStore } from './directory.ts';
import { S3Store } from './s3.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const S3_LOCATION = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/**
 * The store at a location: `s3://bucket`, `s3://bucket/prefix`, or the path of a directory, which the first
 * write makes. Nothing is read or written yet. S3 takes region, credentials and endpoint from the standard
 * AWS_* environment.
 *
 * @throws UserError for a location that is neither
 */
export function openStore(location: string): ObjectStore {
  const s3 = S3_LOCATION.exec(location);
  if (s3) return new S3Store({ bucket: s3[1] ?? '', prefix: checkedPrefix(location, s3[2] ?? '') });
  if (location.trim() === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    throw new UserError(
      `${JSON.stringify(location)} is no place for a store: give s3://bucket, s3://bucket/prefix or the path of a directory`,
    );
  return new DirectoryStore(location);
}

function checkedPrefix(location: string, prefix: string): string {
  const trimmed = prefix.replace(/\/$/, '');
  const segments = trimmed.split('/');
  if (trimmed === '' || segments.every((s) => s !== '' && s !== '.' && s !== '..')) return trimmed;
  throw new UserError(
    `${JSON.stringify(location)} has a prefix with an empty, "." or ".." part; leave that out`,
  );
}
