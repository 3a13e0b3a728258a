import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { recordsOf } from '../../training/data/problem.ts';
import type { Table } from '../../training/data/table.ts';
import { eventOf, FIRST_SEQUENCE } from '../lambdas/inference/records.ts';

/** Records of a batch: the most that an event source mapping hands over. */
export const BATCH = 10_000;

/** Between the sequence numbers of records that follow each other. */
const SEQUENCE_STEP = 1_000_003n;

/**
 * An event of `count` wines as Lambda hands it over: parsed from JSON, so that no string or object is shared.
 * @param python writes the records as json.dumps does, with spaces
 */
export function wineEvent(table: Table, signature: Signature, count = BATCH, python = false): KinesisEvent {
  const rows = Int32Array.from({ length: count }, (_, i) => i % table.rows.length);
  const records = recordsOf(table, signature, rows).map((record, i) => {
    const text = JSON.stringify({ ...record, customer_id: i });
    return {
      data: python ? text.replaceAll(':', ': ').replaceAll(',"', ', "') : text,
      partitionKey: String(i % 977),
      sequenceNumber: FIRST_SEQUENCE + BigInt(i) * SEQUENCE_STEP,
    };
  });
  return JSON.parse(JSON.stringify(eventOf(records))) as KinesisEvent;
}
