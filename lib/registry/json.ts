import { z } from 'zod';
import { reasonOf } from '../contract/errors.ts';

/** JSON that people read too. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

/** The value of a JSON document, or the reason why it is none of the schema's. */
export type Decoded<T> = { readonly value: T } | { readonly problem: string };

/** Reads a JSON document of a schema. */
export function decodeJson<S extends z.ZodType>(schema: S, body: Uint8Array): Decoded<z.infer<S>> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    return { problem: `it is not JSON: ${reasonOf(error)}` };
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { value: parsed.data } : { problem: z.prettifyError(parsed.error) };
}
