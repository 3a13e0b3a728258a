import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { type Signature, signatureSchema } from '../../lib/contract/signature.ts';
import { readJson } from './files.ts';

/** A signature that a person wrote. @throws UserError that names each wrong place in the file */
export async function readSignature(file: string): Promise<Signature> {
  const parsed = signatureSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${file} is not a signature:\n${z.prettifyError(parsed.error)}\nThe README shows one under "Publish your own model".`,
  );
}
