import { KINESIS_RECORD_MAX_BYTES } from '../../../lib/contract/limits.ts';
import type { RecordRejection } from '../decode/decode-batch.ts';
import { NO_ROW, type RecordTable } from '../decode/record-table.ts';
import type { PredictionEncoder } from './prediction-encoder.ts';

/** The records whose predictions, with their partition keys, exceed what the output stream takes; ascending. */
export function tooLarge(records: RecordTable, encoder: PredictionEncoder): RecordRejection[] {
  const found: RecordRejection[] = [];
  for (let record = 0; record < records.count; record++) {
    if (records.row[record] === NO_ROW) continue;
    const keyBytes = Buffer.byteLength(records.partitionKey(record));
    if (encoder.maxBytes(record) + keyBytes <= KINESIS_RECORD_MAX_BYTES) continue;
    const bytes = encoder.encode(record, Buffer.allocUnsafe(encoder.maxBytes(record)), 0);
    if (bytes + keyBytes > KINESIS_RECORD_MAX_BYTES) found.push({ record, reason: 'prediction-too-large' });
  }
  return found;
}
