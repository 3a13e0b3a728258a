import type { IncomingMessage } from 'node:http';

/** A promotion with the longest reason takes a quarter of it. */
export const MAX_BODY_BYTES = 4096;

export type Body =
  | { readonly value: unknown }
  | { readonly status: 400 | 413 | 415; readonly refusal: string };

/** The JSON of a request, of at most MAX_BODY_BYTES. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return { status: 415, refusal: 'expected application/json' };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return { status: 413, refusal: `expected at most ${MAX_BODY_BYTES} bytes` };
    chunks.push(chunk);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { status: 400, refusal: 'expected JSON' };
  }
}
