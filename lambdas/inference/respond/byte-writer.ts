import { PROBABILITY_DECIMALS } from '../../../lib/contract/prediction.ts';

/** Pieces of a prediction record as bytes. Each function writes at a position and gives the position after. */

const ZERO = 0x30;
const DOT = 0x2e;
const SCALE = 10 ** PROBABILITY_DECIMALS;

/** Up to this length, a loop is faster than a call of set. */
const SHORT = 32;

export function writeBytes(target: Uint8Array, position: number, bytes: Uint8Array): number {
  const { length } = bytes;
  if (length > SHORT) {
    target.set(bytes, position);
  } else {
    for (let i = 0; i < length; i++) target[position + i] = bytes[i]!;
  }
  return position + length;
}

/** Bytes that stand elsewhere in the same buffer. */
export function writeAgain(target: Uint8Array, position: number, from: number, to: number): number {
  for (let i = from; i < to; i++) target[position + i - from] = target[i]!;
  return position + to - from;
}

/** A probability, rounded to PROBABILITY_DECIMALS, as JSON.stringify writes the rounded number. */
export function writeProbability(target: Buffer, position: number, probability: number): number {
  const scaled = Math.round(probability * SCALE);
  if (!(scaled > 0 && scaled < SCALE)) return writeWhole(target, position, scaled);
  target[position] = ZERO;
  target[position + 1] = DOT;
  let rest = scaled;
  let last = 0;
  for (let place = PROBABILITY_DECIMALS; place > 0; place--) {
    const digit = rest % 10;
    rest = (rest - digit) / 10;
    target[position + 1 + place] = ZERO + digit;
    if (last === 0 && digit !== 0) last = place;
  }
  return position + 2 + last;
}

/** 0 and 1, and what a model that is not normalised gives. */
function writeWhole(target: Buffer, position: number, scaled: number): number {
  if (scaled === 0 || scaled === SCALE) {
    target[position] = scaled === 0 ? ZERO : ZERO + 1;
    return position + 1;
  }
  return position + target.write(String(scaled / SCALE), position, 'latin1');
}

/** The bytes that a probability takes at most: "-3.4028234663852886e+38". */
export const PROBABILITY_MAX_BYTES = 24;

/** A float32 with the fewest digits that give the same float32 back. */
export function float32Text(value: number): string {
  for (const digits of [7, 8]) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

/** Writes instants as ISO 8601 in UTC to the millisecond, remembering the day: "2026-11-21T04:31:00.123Z". */
export class InstantWriter {
  private dayStartMs = Number.NaN;
  private readonly day = Buffer.alloc(11);

  /** @param ms since 1970, whole, within the years 0 to 9999 */
  write(target: Buffer, position: number, ms: number): number {
    let rest = ms - this.dayStartMs;
    if (!(rest >= 0 && rest < DAY_MS)) rest = this.startDay(ms);
    let at = writeBytes(target, position, this.day);
    const seconds = Math.floor(rest / 1000);
    const minutes = Math.floor(seconds / 60);
    at = writeTwoDigits(target, at, Math.floor(minutes / 60), COLON);
    at = writeTwoDigits(target, at, minutes % 60, COLON);
    at = writeTwoDigits(target, at, seconds % 60, DOT);
    const millis = rest % 1000;
    target[at] = ZERO + Math.floor(millis / 100);
    return writeTwoDigits(target, at + 1, millis % 100, LETTER_Z);
  }

  private startDay(ms: number): number {
    const rest = ((ms % DAY_MS) + DAY_MS) % DAY_MS;
    this.dayStartMs = ms - rest;
    this.day.write(new Date(ms).toISOString().slice(0, 11), 'latin1');
    return rest;
  }
}

export const INSTANT_BYTES = 24;
const DAY_MS = 86_400_000;
const COLON = 0x3a;
const LETTER_Z = 0x5a;

function writeTwoDigits(target: Buffer, position: number, value: number, then: number): number {
  const tens = Math.floor(value / 10);
  target[position] = ZERO + tens;
  target[position + 1] = ZERO + value - 10 * tens;
  target[position + 2] = then;
  return position + 3;
}
