import { rename, rm, writeFile } from 'node:fs/promises';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';

/**
 * Writes a file that is whole or not there.
 * @throws UserError when it cannot be written
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await writeFile(part, text);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new UserError(
      `${file} cannot be written: ${reasonOf(error)}; give --out a file in a directory that is there`,
      { cause: error },
    );
  }
}
