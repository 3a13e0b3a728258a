import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { UserError } from '../../lib/contract/errors.ts';
import { storePaths } from '../../lib/registry/adapters/directory-paths.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { Config } from '../config.ts';

/** The store of windows, labels and drift results. @throws UserError for a place that is none or is not there */
export function openMonitoring(
  { monitoring }: { readonly monitoring?: string },
  config: Config,
): ObjectStore {
  if (monitoring !== undefined && !monitoring.startsWith('s3://') && !existsSync(monitoring))
    throw new UserError(
      `there is no directory ${monitoring}; expected the one of the windows, such as .weir, or s3://bucket`,
    );
  return openStore(monitoring ?? config.monitoring);
}

/** Where an object is, for a person: an address of S3, or a file. */
export function placeOf({ location }: ObjectStore, key: string): string {
  return location.startsWith('s3://') ? `${location}/${key}` : relative('', storePaths(location).object(key));
}
