import type { PutEntries } from '../../../../lambdas/inference/respond/ports.ts';

/** Entries as `respond` hands them to a sink. */
export function putEntries(entries: readonly (readonly [partitionKey: string, text: string])[]): PutEntries {
  const pieces = entries.map(([, text]) => Buffer.from(text));
  let end = 0;
  return {
    count: entries.length,
    bytes: Buffer.concat(pieces),
    ends: Int32Array.from(pieces, ({ length }) => (end += length)),
    partitionKeys: entries.map(([key]) => key),
  };
}
