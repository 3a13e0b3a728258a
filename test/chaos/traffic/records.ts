import type { LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import type { StreamEntry } from '../../../lib/streams/stream-client.ts';
import { anyFeatures, labelOf, MARK_KEY } from './model.ts';

/** A record to be sent, and what must become of it. */
export interface PlannedRecord {
  readonly entry: StreamEntry;
  readonly expected: Pick<LedgerEntry, 'expects' | 'mark' | 'expectedLabel'>;
}

/** Of a hundred records, so many can never be predicted. */
const BAD_SHARE = 0.01;

/** What producers get wrong, given a good record's text. */
const MISTAKES: readonly ((text: string) => string)[] = [
  (text) => text.slice(0, -1),
  (text) => `[${text}]`,
  (text) => Buffer.from(text).toString('base64'),
  (text) => text.replace(/"a":[^,]+,/, ''),
  (text) => text.replace(/"b":([^,]+),/, '"b":"$1",'),
  (text) => text.replace(/"c":[^,]+,/, '"c":NaN,'),
  (text) => text.replace(/"d":[^}]+/, '"d":1e99'),
  () => '',
];

/**
 * The nth record, under one of so many partition keys.
 * @param random draws it: the same seed, the same records
 */
export function planRecord(n: number, keys: number, random: () => number): PlannedRecord {
  const mark = `m-${n}`;
  const partitionKey = `key-${Math.floor(random() * keys)}`;
  const features = anyFeatures(random);
  const text = JSON.stringify({ [MARK_KEY]: mark, ...features });
  if (random() < BAD_SHARE) {
    const mistake = MISTAKES[Math.floor(random() * MISTAKES.length)]!;
    return { entry: { data: Buffer.from(mistake(text)), partitionKey }, expected: { expects: 'rejection' } };
  }
  const expectedLabel = labelOf(features);
  return {
    entry: { data: Buffer.from(text), partitionKey },
    expected: { expects: 'prediction', mark, ...(expectedLabel !== undefined && { expectedLabel }) },
  };
}
