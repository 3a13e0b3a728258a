/** Small scans over JSON text that JSON.parse does not offer. All are linear, whatever the text. */

/** The position after the string that starts (with its quote) at `start`; the text's end when it never closes. */
export function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c /* \ */) i++;
    else if (code === 0x22 /* " */) return i + 1;
  }
  return text.length;
}

/** How many objects and arrays are open at most at once, strings apart; also of text that is not JSON. */
export function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i) - 1;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

/**
 * The text with each NaN, Infinity and -Infinity outside strings replaced by a value that JSON has, or undefined
 * when there is none. Nothing that was wrong otherwise becomes right: "5NaN" becomes "5null".
 */
export function withoutNonFiniteLiterals(text: string): string | undefined {
  let copied = 0;
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfString(text, i) - 1;
    const literal = code === 0x4e ? 'NaN' : code === 0x49 ? 'Infinity' : undefined;
    if (literal === undefined || !text.startsWith(literal, i)) continue;
    result += text.slice(copied, i) + (text[i - 1] === '-' ? '0 ' : 'null');
    i += literal.length - 1;
    copied = i + 1;
  }
  return copied === 0 ? undefined : result + text.slice(copied);
}

/**
 * A piece of valid JSON without whitespace: numbers and literals as written, strings as JSON.stringify writes
 * them, keys in their order, repeated ones included.
 */
export function compactJson(text: string, start: number, end: number): string {
  let result = '';
  let copied = start;
  for (let i = start; i < end; ) {
    const code = text.charCodeAt(i);
    const quoted = code === 0x22;
    const after = quoted ? endOfString(text, i) : i + 1;
    if (quoted || isWhitespace(code)) {
      result += text.slice(copied, i);
      if (quoted) result += JSON.stringify(JSON.parse(text.slice(i, after)));
      copied = after;
    }
    i = after;
  }
  return result + text.slice(copied, end);
}

/** JSON's whitespace: space, tab, line feed, carriage return. */
export function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
