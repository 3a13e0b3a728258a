import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';

/** Finds before a search of hours that its report could not be written. @throws UserError that says why */
export async function checkReportPlace(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() || /[\\/]$/.test(path) || path === '') {
    throw new UserError(`--report "${path}" names a directory; name a file in it, such as report.html`);
  }
  await access(found === undefined ? dirname(path) : path, constants.W_OK).catch((cause: unknown) => {
    throw new UserError(`--report ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  });
  if (found === undefined && !(await stat(dirname(path))).isDirectory()) {
    throw new UserError(`--report ${path} cannot be written: ${dirname(path)} is no directory`);
  }
}
