import type { RejectionReason } from '../../lib/contract/rejection.ts';
import { aggregateOf } from '../lambdas/inference/records.ts';

/** A record of the wine stream whose features object is this text. */
function features(text: string): string {
  return `{"wine_features":${text},"customer_id":1}`;
}

function alcohol(value: string): string {
  return features(`{"alcohol":${value},"volatile acidity":0.27,"colour":"red"}`);
}

export const GOOD = alcohol('8.8');

/** What people and programs send by mistake or malice, and the reason that each is rejected with. */
export const HOSTILE: readonly (readonly [
  what: string,
  data: string | Uint8Array,
  reason: RejectionReason,
])[] = [
  ['bytes that are no JSON', Uint8Array.of(1, 2, 3), 'not-json'],
  ['base64 of base64, the mistake of the command line', Buffer.from(GOOD).toString('base64'), 'base64-twice'],
  ['nothing', '', 'empty'],
  ['an array', `[${GOOD}]`, 'not-an-object'],
  ['a number', '8.8', 'not-an-object'],
  ['two objects in one record', `${GOOD}\n${GOOD}`, 'not-json'],
  ['a missing feature', features('{"volatile acidity":0.27,"colour":"red"}'), 'missing-feature'],
  ['no features at all', '{"customer_id":1}', 'missing-features'],
  ['features that are a list', features('[8.8,0.27]'), 'features-not-an-object'],
  ['"8.8" as a string', alcohol('"8.8"'), 'not-a-number'],
  ['NaN', alcohol('NaN'), 'non-finite-literal'],
  ['Infinity', alcohol('Infinity'), 'non-finite-literal'],
  ['-Infinity', alcohol('-Infinity'), 'non-finite-literal'],
  ['1e39, too large for float32', alcohol('1e39'), 'not-finite'],
  ['1e400, too large for a double', alcohol('1e400'), 'not-finite'],
  ['an unknown category', GOOD.replace('red', 'blue'), 'unknown-category'],
  ['a category that is a number', GOOD.replace('"red"', '1'), 'not-a-string'],
  ['features under __proto__', `{"__proto__":${GOOD}}`, 'missing-features'],
  ['a feature under __proto__', features('{"__proto__":{"alcohol":8.8},"colour":"red"}'), 'missing-feature'],
  ['1 MiB of arrays in arrays', '['.repeat(1_048_576), 'too-deep'],
  ['1 MiB of objects in objects', '{"a":'.repeat(209_715), 'too-deep'],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from(GOOD.slice(0, -1)), Uint8Array.of(0xff, 0x7d)]),
    'invalid-utf8',
  ],
  [
    'an aggregate with a wrong MD5',
    aggregateOf([GOOD], { checksum: Buffer.alloc(16) }),
    'aggregate-checksum',
  ],
  ['an aggregate of 100,000 records', aggregateOf(Array(100_000).fill('{}')), 'aggregate-too-large'],
  ['an aggregate of nothing', aggregateOf([]), 'aggregate-malformed'],
];
