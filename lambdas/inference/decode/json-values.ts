/**
 * Values of JSON that are read without JSON.parse. Each function takes the position of a value and gives the
 * position after it, or UNUSUAL for what only JSON.parse should judge: so does anything but a comma or a closing
 * brace after it. The byte after the record must be 0, so that every scan ends.
 */
export const UNUSUAL = -1;

const QUOTE = 0x22;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const BACKSLASH = 0x5c;

/** Integers of so many digits are exact as doubles, and so is 10 to this power. */
const MAX_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, power) => 10 ** power);

/**
 * Reads a number into `target[index]`: an optional minus, digits, an optional fraction, 15 digits at most. The
 * quotient of two exact doubles is rounded once, so it is the double that JSON.parse gives.
 * W. D. Clinger, How to read floating point numbers accurately, PLDI 1990.
 */
export function readNumber(bytes: Uint8Array, start: number, target: Float32Array, index: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const first = at;
  let mantissa = 0;
  let digit = bytes[at]! - ZERO;
  while (digit >= 0 && digit <= 9) {
    mantissa = mantissa * 10 + digit;
    digit = bytes[++at]! - ZERO;
  }
  let digits = at - first;
  if (digits === 0 || (digits > 1 && bytes[first] === ZERO)) return UNUSUAL;
  let power = 0;
  if (bytes[at] === DOT) {
    const dot = at;
    digit = bytes[++at]! - ZERO;
    while (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digit = bytes[++at]! - ZERO;
    }
    power = at - dot - 1;
    if (power === 0) return UNUSUAL;
    digits += power;
  }
  if (digits > MAX_DIGITS) return UNUSUAL;
  const value = mantissa / POWERS_OF_TEN[power]!;
  target[index] = negative ? -value : value;
  return at;
}

/** The position after a string of printable ASCII without escapes. */
export function endOfPlainString(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) return UNUSUAL;
  let at = start + 1;
  for (;;) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20 || byte >= 0x7f || byte === BACKSLASH) return UNUSUAL;
    at++;
  }
}

/** The position after a plain string, a number without an exponent, true, false or null. */
export function endOfPlainValue(bytes: Uint8Array, start: number): number {
  const byte = bytes[start]!;
  if (byte === QUOTE) return endOfPlainString(bytes, start);
  if (byte === 0x74) return endOfLiteral(bytes, start, TRUE);
  if (byte === 0x66) return endOfLiteral(bytes, start, FALSE);
  if (byte === 0x6e) return endOfLiteral(bytes, start, NULL);
  return endOfPlainNumber(bytes, start);
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

function endOfLiteral(bytes: Uint8Array, start: number, literal: Uint8Array): number {
  for (let i = 0; i < literal.length; i++) if (bytes[start + i] !== literal[i]) return UNUSUAL;
  return start + literal.length;
}

function endOfPlainNumber(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let at = endOfDigits(bytes, first);
  if (at === first || (at - first > 1 && bytes[first] === ZERO)) return UNUSUAL;
  if (bytes[at] !== DOT) return at;
  const fraction = at + 1;
  at = endOfDigits(bytes, fraction);
  return at === fraction ? UNUSUAL : at;
}

function endOfDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at]! >= ZERO && bytes[at]! <= 0x39) at++;
  return at;
}
