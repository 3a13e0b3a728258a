import { readFile } from 'node:fs/promises';
import { UserError } from '../../lib/contract/errors.ts';

/** Files that a person names: what cannot be read is a mistake that says which file, and why. */

/** @throws UserError */
export async function readBytes(file: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
}

/** The text without a byte order mark, which some editors put before it. @throws UserError */
export async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(file));
}

/** @throws UserError when it cannot be read, or is not JSON */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not JSON (${(error as Error).message}); expected one JSON value`, {
      cause: error,
    });
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read by this user',
};

export function unreadable(file: string, error: NodeJS.ErrnoException): UserError {
  const why = WHY[error.code ?? ''] ?? error.message;
  return new UserError(`cannot read ${file}: ${why}; expected the path of a readable file`, { cause: error });
}
