import { z } from 'zod';
import { REJECTION_REASON_NAMES } from './rejection.ts';

/**
 * A replay is an invocation by hand with records that an event source mapping delivered before: an event in the
 * shape of Lambda's, with one field more. The function then answers with what became of each record, and does not
 * judge its version by them.
 */
export const replayRequestSchema = z.strictObject({
  /**
   * True: the records came from the quarantine, which has them already, so those that are rejected again are not
   * stored again. False: rejections are stored as always.
   */
  quarantined: z.boolean(),
  /** True: predict and report, but write nothing. Default: false. */
  dryRun: z.boolean().optional(),
  /**
   * Of each record of the event its place in the KPL aggregate that it came in, or null: its data is then its own
   * part, and its prediction's id ends with that place, as when it came in the aggregate. Default: null for all.
   */
  subSequenceNumbers: z.array(z.int().nonnegative().nullable()).optional(),
});

export type ReplayRequest = Readonly<z.infer<typeof replayRequestSchema>>;

/** The name of the field in the event. */
export const REPLAY_FIELD = 'weirReplay';

/** What became of the records of a replay; those from the reported one on are in neither list. No values. */
export const replayReportSchema = z.object({
  /** The version that answered. */
  version: z.int().positive(),
  /** Prediction ids whose predictions the output stream acknowledged; in a dry run, would be put on it. */
  predicted: z.array(z.string()),
  /** Those that were rejected, and are in the quarantine: already, by now, or in a dry run, would be. */
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
export type ReplayRejection = ReplayReport['rejected'][number];
