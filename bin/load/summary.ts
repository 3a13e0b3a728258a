import { z } from 'zod';
import { REJECTION_REASON_NAMES } from '../../lib/contract/rejection.ts';

const count = z.int().nonnegative();
const ms = z.number().nonnegative();

/** Percentiles are within 1% of the true ones; count, least, greatest and mean are exact. All in milliseconds. */
const durationsSchema = z.strictObject({
  count,
  /** These are null when there is nothing to measure. */
  min: ms.nullable(),
  mean: ms.nullable(),
  p50: ms.nullable(),
  p90: ms.nullable(),
  p95: ms.nullable(),
  p99: ms.nullable(),
  p999: ms.nullable(),
  max: ms.nullable(),
});

/** What was to become of the records of a kind, and what became of them. */
const kindSchema = z.strictObject({
  /** Such as "number-as-text"; "good" for the records that are to be predicted. */
  kind: z.string(),
  what: z.string(),
  /** The reason that is expected; null for good records. */
  reason: z.enum(REJECTION_REASON_NAMES).nullable(),
  /** Whether `weir replay --fix` with this report's fix.json mends them. */
  repairable: z.boolean(),
  sent: count,
  predicted: count,
  /** For the expected reason. */
  rejected: count,
  rejectedOtherwise: count,
  inDestination: count,
  /** In none of the places by the end. */
  missing: count,
});

const secondSchema = z.strictObject({
  /** Since the first record was due, counted from 0. */
  second: count,
  sent: count,
  predicted: count,
  /** Found in the quarantine in this second: it is looked at about once a second. */
  rejected: count,
  /** Latencies of the predictions that were read in this second. */
  p50: ms.nullable(),
  p95: ms.nullable(),
  p99: ms.nullable(),
});

/** summary.json of a load's report, and the line that `weir load --json` prints. */
export const loadSummarySchema = z.strictObject({
  schema: z.literal(1),
  startedAt: z.iso.datetime(),
  /** Stopped by Ctrl-C: what was not sent is not missing. */
  interrupted: z.boolean(),
  model: z.string(),
  /** The champion when the load began; null when there was none. */
  champion: z.int().positive().nullable(),
  /** The versions that answered. */
  versions: z.array(z.int().positive()),
  endpoint: z.string(),
  inputStream: z.string(),
  outputStream: z.string(),
  quarantine: z.string(),
  settings: z.strictObject({
    durationS: z.number().positive(),
    workers: z.int().positive(),
    perSecond: z.number().positive(),
    injectErrors: z.number().min(0).max(1),
    seed: z.int(),
    settleS: z.number().nonnegative(),
  }),
  /** Where the good records come from. */
  data: z.string(),
  producing: z.strictObject({
    seconds: z.number().nonnegative(),
    /** Acknowledged records, a second. */
    perSecond: z.number().nonnegative(),
    /** Records due in the whole duration. */
    planned: count,
    /** Of these: never put, since the stream was too slow or the load was stopped. */
    unsent: count,
    /** Of these: put, and never acknowledged. */
    unacknowledged: count,
    requests: count,
    /** Requests without an answer: what they held may be on the stream, under ids that nobody knows. */
    failedRequests: count,
    /** Entries that the stream refused once and that were put again, by error code. */
    refused: z.record(z.string(), count),
  }),
  /** Each acknowledged record counts once. */
  accounting: z.strictObject({
    /** Nothing missing, nothing unexpected, no disagreeing repeat. */
    holds: z.boolean(),
    /** What is said of it in one sentence. */
    sentence: z.string(),
    /** Acknowledged, in the ledger. sent = predicted + rejected + inDestination + lost. */
    sent: count,
    predicted: count,
    /** And not predicted. */
    rejected: count,
    /** And neither predicted nor rejected. */
    inDestination: count,
    /** Seen in none of the places by the end; they may still come. */
    lost: count,
    /** Predictions of an id that had one before. */
    repeats: count,
    /** What is held against the run, by name; only what occurred. */
    offences: z.record(z.string(), count),
    /** From the last put to the last record that was accounted for. */
    settleMs: ms,
  }),
  /** From the moment a record was due (not put) to the read that brought its prediction. Rejections are not in it. */
  latencyMs: durationsSchema,
  /** Where this time goes. Each moment is by the clock of the machine it belongs to. */
  stagesMs: z.strictObject({
    waiting: durationsSchema,
    putting: durationsSchema,
    predicting: durationsSchema,
    answering: durationsSchema,
    reading: durationsSchema,
  }),
  kinds: z.array(kindSchema),
  /** Rejections by reason. */
  reasons: z.partialRecord(z.enum(REJECTION_REASON_NAMES), count),
  seconds: z.array(secondSchema),
  /** What a reader should know of the run, as sentences. */
  remarks: z.array(z.string()),
  /** The report's other files, by their names in its directory; fix is null when there is nothing to mend. */
  files: z.strictObject({ ledger: z.string(), fix: z.string().nullable(), page: z.string() }),
});

export type LoadSummary = Readonly<z.infer<typeof loadSummarySchema>>;
export type Durations = Readonly<z.infer<typeof durationsSchema>>;
export type KindSummary = Readonly<z.infer<typeof kindSchema>>;
