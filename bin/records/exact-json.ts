/**
 * JSON whose numbers keep the digits they were written with: an id of 20 digits is no double.
 * What Node has and TypeScript does not list yet: https://github.com/tc39/proposal-json-parse-with-source
 */
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}

/**
 * Parses JSON; a number that would be written otherwise again (12345678901234567890, 1e3, 0.50) becomes an
 * object that JSON.stringify writes as it came.
 * @throws SyntaxError when it is not JSON, RangeError when it is nested some thousand levels deep
 */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_key: string, value: unknown, { source }: { readonly source?: string }) =>
    typeof value === 'number' && source !== undefined ? exactNumber(source) : value,
  );
}

/** @param text a number as JSON writes it */
export function exactNumber(text: string): number | object {
  const value = Number(text);
  return String(value) === text ? value : JSON.rawJSON(text);
}

/** The digits of a number that parseExact returned, as they were written; undefined for anything else. */
export function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return JSON.isRawJSON(value) ? value.rawJSON : undefined;
}
