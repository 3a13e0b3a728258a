import { z } from 'zod';
import { REJECTION_REASON_NAMES } from './rejection.ts';

/**
 * A replay is an invocation by hand with records that an event source mapping delivered before: an event in the
 * shape of Lambda's, with one field more. The function then answers with what became of each record.
 */
export const replayRequestSchema = z.strictObject({
  /**
   * True: the records came from the quarantine, which has them already, so those that are rejected again are not
   * stored again. False: rejections are stored as always.
   */
  quarantined: z.boolean(),
});

export type ReplayRequest = Readonly<z.infer<typeof replayRequestSchema>>;

/** The name of the field in the event. */
export const REPLAY_FIELD = 'weirReplay';

/** What became of the records of a replay; those from the reported one on are in neither list. No values. */
export const replayReportSchema = z.object({
  /** The version that answered. */
  version: z.int().positive(),
  /** Prediction ids whose predictions the output stream acknowledged. */
  predicted: z.array(z.string()),
  rejected: z.array(
    z.object({
      predictionId: z.string(),
      reason: z.enum(REJECTION_REASON_NAMES),
      field: z.string().optional(),
      came: z.string().optional(),
    }),
  ),
});

export type ReplayReport = Readonly<z.infer<typeof replayReportSchema>>;
