import { UserError } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { NOT_MODIFIED } from '../../lib/registry/object-store.ts';

/** Where data in S3 may be read. */
export interface ObjectSource {
  /** Opens `s3://bucket[/prefix]`. */
  readonly openStore?: ((location: string) => ObjectStore) | undefined;
  /** s3://bucket[/prefix]: data elsewhere are refused. Default: anywhere that the credentials reach. */
  readonly dataPrefix?: string | undefined;
}

export interface DataObject {
  readonly bytes: Uint8Array;
  readonly lastModified: Date;
}

const ADDRESS = /^s3:\/\/([^/]+)\/(?:(.+)\/)?([^/]+)$/s;

/** Whether an address of data means an object in S3. */
export function isObject(address: string): boolean {
  return address.startsWith('s3://');
}

/**
 * Reads `s3://bucket/key`.
 * @throws UserError for an address that is none, lies outside the prefix, or names nothing
 */
export async function readDataObject(
  address: string,
  { openStore, dataPrefix }: ObjectSource,
): Promise<DataObject> {
  const match = ADDRESS.exec(address);
  if (match === null) throw new UserError(`${address} names no object; expected s3://bucket/path/file.csv`);
  checkWithin(address, dataPrefix);
  if (openStore === undefined) throw new UserError(`${address}: data in S3 cannot be read here; name a file`);
  const [, bucket, folder, file] = match;
  const store = openStore(`s3://${bucket}${folder === undefined ? '' : `/${folder}`}`);
  const found = await store.get(file!);
  if (found === undefined || found === NOT_MODIFIED) {
    throw new UserError(
      `${address} is not there, or may not be read; upload it, or name another with --data`,
    );
  }
  return { bytes: found.body, lastModified: found.lastModified };
}

/** @throws UserError when the address is no S3 address under the prefix */
export function checkWithin(address: string, prefix: string | undefined): void {
  if (prefix === undefined) return;
  const under = prefix.endsWith('/') ? prefix : `${prefix}/`;
  const parts = address.slice('s3://'.length).split('/');
  const strays = parts.some((part) => part === '..' || part === '.' || part === '');
  if (address.startsWith(under) && !strays) return;
  throw new UserError(
    `${address} is not under ${under}, from which alone a training on AWS reads. Upload the data there: ` +
      `aws s3 cp <file.csv> ${under}`,
  );
}
