import { UserError } from '../../lib/contract/errors.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { type Fix, readFix } from '../../lib/quarantine/fix/fix.ts';
import { parseExact } from '../records/exact-json.ts';
import { readText } from '../records/files.ts';

/** A fix that a person wrote. @throws UserError that names each wrong place in the file */
export async function readFixFile(file: string, signature: Signature | undefined): Promise<Fix> {
  const text = await readText(file);
  return readFix(parse(text, file), file, signature);
}

/** Digits of defaults stay as they are written. */
function parse(text: string, file: string): unknown {
  try {
    return parseExact(text);
  } catch (error) {
    throw new UserError(`${file} is not JSON (${(error as Error).message}); expected a fix`, {
      cause: error,
    });
  }
}
