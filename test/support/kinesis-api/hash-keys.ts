import { hash } from 'node:crypto';

/**
 * Hash keys are 128-bit numbers. Here they are 32 hexadecimal digits, which compare as strings, and decimals only
 * where the API shows them. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_HashKeyRange.html
 */
export const FIRST_HASH_KEY = '0'.repeat(32);
export const LAST_HASH_KEY = 'f'.repeat(32);

const HASH_KEYS = 1n << 128n;

/** Where a partition key belongs: its MD5. */
export function hashKeyOf(partitionKey: string): string {
  return hash('md5', partitionKey, 'hex');
}

/** From the API's decimal digits; undefined when the number is no hash key. */
export function hashKeyFrom(decimal: string): string | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(decimal) || BigInt(decimal) >= HASH_KEYS) return undefined;
  return digits(BigInt(decimal));
}

export function decimalOf(hashKey: string): string {
  return BigInt(`0x${hashKey}`).toString();
}

export function hashKeyBefore(hashKey: string): string {
  return digits(BigInt(`0x${hashKey}`) - 1n);
}

/** The first key of the upper half of a range, or undefined when the range is one key. */
export function middleOf(first: string, last: string): string | undefined {
  const middle = digits((BigInt(`0x${first}`) + BigInt(`0x${last}`) + 1n) / 2n);
  return first === last ? undefined : middle;
}

export interface HashKeyRange {
  readonly first: string;
  readonly last: string;
}

/** All hash keys in ranges of one size, the last one a little larger. */
export function evenRanges(count: number): HashKeyRange[] {
  const size = HASH_KEYS / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({
    first: digits(size * BigInt(i)),
    last: i === count - 1 ? LAST_HASH_KEY : digits(size * BigInt(i + 1) - 1n),
  }));
}

function digits(hashKey: bigint): string {
  return hashKey.toString(16).padStart(32, '0');
}
