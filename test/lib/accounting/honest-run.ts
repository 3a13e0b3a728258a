import type { OutputRecord } from '../../../lib/accounting/account.ts';
import { idOf, type LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import { REJECTION_REASONS } from '../../../lib/contract/rejection.ts';

/** What a run left behind, as the accounting reads it. */
export interface Run {
  readonly ledger: readonly LedgerEntry[];
  /** In the order of the output stream. */
  readonly output: readonly OutputRecord[];
  readonly quarantine: readonly string[];
  readonly destination: readonly unknown[];
}

const ARRIVED_AT = '2026-01-01T00:00:00.000Z';

/** A sequence number as the service gives them: 56 digits. */
export function sequenceNumber(n: number): string {
  return `4959033827149025660855969253836157109592157598913658${String(n).padStart(4, '0')}`;
}

/** The nth record of a producer that knows what must become of it. */
export function entry(n: number, given: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    streamName: 'weir-input',
    shardId: 'shardId-000000000000',
    sequenceNumber: sequenceNumber(n),
    partitionKey: `key-${n % 3}`,
    expects: 'prediction',
    mark: `customer-${n}`,
    expectedLabel: String(n % 2),
    ...given,
  };
}

export interface PredictionChange {
  readonly id?: string;
  readonly version?: number;
  readonly label?: number;
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly customer?: unknown;
  readonly predictedAt?: string;
}

/** The prediction that answers an entry, as the function writes it. */
export function predictionOf(entry: LedgerEntry, change: PredictionChange = {}): OutputRecord {
  const label = change.label ?? Number(entry.expectedLabel ?? 0);
  const probabilities = change.probabilities ?? { 0: label === 0 ? 0.8 : 0.2, 1: label === 0 ? 0.2 : 0.8 };
  const record = {
    predictionId: change.id ?? idOf(entry),
    model: 'sample',
    version: change.version ?? 1,
    customer: change.customer ?? entry.mark,
    prediction: { answer: label, confidence: probabilities[String(label)], probabilities },
    sequenceNumber: entry.sequenceNumber,
    shardId: entry.shardId,
    arrivedAt: ARRIVED_AT,
    predictedAt: change.predictedAt ?? ARRIVED_AT,
  };
  return { data: Buffer.from(JSON.stringify(record)), partitionKey: entry.partitionKey };
}

/** The line of the quarantine that keeps a rejected entry. */
export function rejectionOf(entry: LedgerEntry, change: { readonly version?: number } = {}): string {
  return JSON.stringify({
    schema: 1,
    predictionId: idOf(entry),
    reason: 'not-json',
    action: REJECTION_REASONS['not-json'],
    model: 'sample',
    version: change.version ?? 1,
    rejectedAt: ARRIVED_AT,
    streamName: entry.streamName,
    shardId: entry.shardId,
    sequenceNumber: entry.sequenceNumber,
    subSequenceNumber: null,
    partitionKey: entry.partitionKey,
    arrivedAt: ARRIVED_AT,
    data: Buffer.from('{').toString('base64'),
  });
}

/** An object of the S3 on-failure destination with these entries; SQS gets it without the payload. */
export function failedBatchOf(entries: readonly LedgerEntry[]) {
  const [first] = entries;
  const Records = entries.map((entry) => ({
    eventID: `${entry.shardId}:${entry.sequenceNumber}`,
    eventSourceARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${entry.streamName}`,
    kinesis: { partitionKey: entry.partitionKey, sequenceNumber: entry.sequenceNumber, data: '' },
  }));
  return {
    requestContext: {
      requestId: '1',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:weir-inference',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 2,
    },
    version: '1.0',
    timestamp: ARRIVED_AT,
    KinesisBatchInfo: {
      shardId: first!.shardId,
      startSequenceNumber: first!.sequenceNumber,
      endSequenceNumber: entries.at(-1)!.sequenceNumber,
      approximateArrivalOfFirstRecord: ARRIVED_AT,
      approximateArrivalOfLastRecord: ARRIVED_AT,
      batchSize: entries.length,
      streamArn: `arn:aws:kinesis:us-east-1:000000000000:stream/${first!.streamName}`,
    },
    payload: JSON.stringify({ Records }),
  };
}
