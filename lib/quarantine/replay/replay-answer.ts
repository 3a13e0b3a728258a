import { z } from 'zod';
import { type ReplayRejection, replayReportSchema } from '../../contract/replay.ts';
import { kindOf } from '../entry.ts';
import type { ReplayReply } from './ports.ts';
import type { ReplayEvent, ReplayRecord } from './replay-event.ts';

const answerSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
  replay: replayReportSchema.optional(),
});

/** What became of a record that is done. */
export interface DoneRecord {
  readonly record: ReplayRecord;
  readonly result: 'predicted' | 'rejected' | 'taken-apart';
  /** Predictions of it: one, or of an aggregate any number. */
  readonly predictions: number;
  /** Rejections of it, the same. */
  readonly rejections: readonly ReplayRejection[];
}

/** What the function's reply says of an event. */
export interface ReplayVerdict {
  /** The version that answered; undefined when none did. */
  readonly version: number | undefined;
  readonly done: readonly DoneRecord[];
  /** The others, in their order. */
  readonly rest: readonly ReplayRecord[];
  /** Why there is a rest; undefined when there is none. */
  readonly trouble: Trouble | undefined;
}

export interface Trouble {
  /**
   * - waits: the function handed records back, or was not reached: they may succeed later
   * - fails: it threw, died or took too long, which may be one record's fault
   * - confused: it answers in a way that no version of it does that knows replays
   */
  readonly kind: 'waits' | 'fails' | 'confused';
  readonly message: string;
}

/** Reads a reply; never throws for what the function answers. */
export function readReply({ records }: ReplayEvent, reply: ReplayReply): ReplayVerdict {
  const nothing = (kind: Trouble['kind'], message: string): ReplayVerdict => {
    return { version: undefined, done: [], rest: records, trouble: { kind, message } };
  };
  if (reply.status === 'throttled') return nothing('waits', 'the function is throttled');
  if (reply.status === 'failed')
    return nothing('fails', `${reply.error.errorType}: ${reply.error.errorMessage}`);
  const answer = parse(reply.payload);
  if (answer === undefined) return nothing('confused', 'its answer is none of the inference function');
  const { batchItemFailures, replay } = answer;
  const isHandedBack = batchItemFailures.length > 0;
  if (replay === undefined) {
    return isHandedBack
      ? nothing('waits', 'the function handed all records back; its log says why')
      : nothing('confused', 'it answered without a report: it is older than replays, so deploy it anew');
  }
  const ids = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const firstLeft = records.findIndex(({ entry }) => ids.includes(entry.sequenceNumber));
  if (isHandedBack && firstLeft < 0)
    return nothing('confused', 'it handed back records that it was not given');
  const settled = isHandedBack ? records.slice(0, firstLeft) : records;
  const done = resultsOf(settled, replay);
  if (done === undefined) return nothing('confused', 'its report leaves out records that it took');
  const waits = { kind: 'waits', message: 'the function handed records back; its log says why' } as const;
  return {
    version: replay.version,
    done,
    rest: records.slice(settled.length),
    trouble: isHandedBack ? waits : undefined,
  };
}

function parse(payload: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.parse(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

/** @returns undefined when the report says nothing of one of them */
function resultsOf(
  records: readonly ReplayRecord[],
  report: z.infer<typeof replayReportSchema>,
): readonly DoneRecord[] | undefined {
  const predicted = new Set(report.predicted);
  const rejected = new Map(report.rejected.map((rejection) => [rejection.predictionId, rejection]));
  const done: DoneRecord[] = [];
  for (const record of records) {
    const { predictionId: id } = record.entry;
    const rejection = rejected.get(id);
    if (predicted.has(id)) done.push({ record, result: 'predicted', predictions: 1, rejections: [] });
    else if (rejection) done.push({ record, result: 'rejected', predictions: 0, rejections: [rejection] });
    else {
      const parts = partsOf(record, report);
      if (parts === undefined) return undefined;
      done.push(parts);
    }
  }
  return done;
}

/** An aggregate's parts are reported under its own id, with their places in the place of the "-". */
function partsOf(record: ReplayRecord, report: z.infer<typeof replayReportSchema>): DoneRecord | undefined {
  const { entry } = record;
  if (entry.subSequenceNumber !== null) return undefined;
  const prefix = entry.predictionId.slice(0, -1);
  const predictions = report.predicted.filter((id) => id.startsWith(prefix)).length;
  const rejections = report.rejected.filter(({ predictionId }) => predictionId.startsWith(prefix));
  if (predictions + rejections.length === 0) return undefined;
  // What is rejected of a replay of the quarantine is stored nowhere else: it must stay waiting here.
  const isKept = kindOf(entry) === 'destination' || rejections.length === 0;
  return { record, result: isKept ? 'taken-apart' : 'rejected', predictions, rejections };
}
