import { z } from 'zod';
import { predictionId } from '../contract/prediction.ts';

/**
 * One record that the stream acknowledged to its producer, as a line of the ledger. It is a record of its own: of
 * KPL aggregates the accounting knows nothing.
 */
export const ledgerEntrySchema = z.strictObject({
  streamName: z.string().min(1),
  shardId: z.string().min(1),
  sequenceNumber: z.string().regex(/^\d{1,129}$/, 'a sequence number is 1 to 129 decimal digits'),
  partitionKey: z.string().min(1),
  /** What must become of it, when its producer knows. Default: either. */
  expects: z.enum(['prediction', 'rejection']).optional(),
  /**
   * The value of the carried key that `AccountOptions.markKey` names: a string as it is, anything else as its JSON.
   * An answer under another record's id shows by it.
   */
  mark: z.string().optional(),
  /** The label that the producer computed by itself, as text; left out where two classes are too close to tell. */
  expectedLabel: z.string().optional(),
});

export type LedgerEntry = Readonly<z.infer<typeof ledgerEntrySchema>>;

/** The id under which the record must be answered. */
export function idOf(record: Pick<LedgerEntry, 'streamName' | 'shardId' | 'sequenceNumber'>): string {
  return predictionId({ ...record, subSequenceNumber: null });
}
