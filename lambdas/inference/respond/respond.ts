import type { Order, OutputFormat } from '../../../lib/contract/prediction.ts';
import type { ReplayReport } from '../../../lib/contract/replay.ts';
import type { RecordRejection } from '../decode/decode-batch.ts';
import { NO_ROW } from '../decode/record-table.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Deadline } from './deadline.ts';
import type { PutFailure, ResponsePorts, Time } from './ports.ts';
import { PredictionEncoder } from './prediction-encoder.ts';
import { type Counts, Progress } from './progress.ts';
import { PutRun } from './put-predictions.ts';
import { OUT_OF_TIME, quarantineObject, storeQuarantine } from './quarantine.ts';
import { ReadyQueue } from './ready-queue.ts';
import { tooLarge } from './too-large.ts';

/** Kept for the answer itself when a request does not keep to its time-out. */
const ANSWER_MS = 500;

export interface ResponseSettings {
  readonly order: Order;
  readonly outputFormat: OutputFormat;
}

/** How a batch ended. */
export interface Outcome extends Counts {
  /** Encoding, putting and quarantining, waits and retries included. */
  readonly putMs: number;
  /** When that was over, in milliseconds since 1970. */
  readonly doneAtMs: number;
  /** PutRecords requests, and those of them that repeated at least one entry. */
  readonly requests: number;
  readonly retries: number;
  /** The last failure of the output stream, if it left records unfinished. */
  readonly putFailure: PutFailure | undefined;
  /** The last failure of the quarantine, if it left records unfinished. */
  readonly quarantineFailure: PutFailure | undefined;
  /** All of the evaluation's, and of records whose predictions no stream would take; ascending by record. */
  readonly rejections: readonly RecordRejection[];
  /** Of a replay alone. */
  readonly replay?: ReplayReport;
}

/**
 * Puts a batch's predictions on the output stream and its rejections in quarantine, waiting and trying again
 * until all is done or the deadline says stop. Never throws for an outage: what is left is in the outcome.
 * Of an evaluation whose model is broken nothing is written, and all is unfinished.
 */
export async function respond(
  evaluation: Evaluation,
  ports: ResponsePorts,
  settings: ResponseSettings,
  deadline: Deadline,
): Promise<Outcome> {
  const { time } = ports;
  const startedAtMs = time.now();
  const progress = new Progress(evaluation);
  const puts = preparePuts(evaluation, ports, settings, deadline, progress);
  const rejections = inOrder(evaluation.rejections, puts.tooLarge);

  let quarantineFailure: PutFailure | undefined = rejections.length === 0 ? undefined : OUT_OF_TIME;
  const quarantined = storeRejections(evaluation, rejections, ports, deadline).then((failure) => {
    quarantineFailure = failure;
    if (!failure) progress.reject(rejections);
  });
  await beforeTheEnd(Promise.all([puts.run?.run(), quarantined]), time, deadline);

  const doneAtMs = time.now();
  const counts = progress.count(rejections);
  return {
    ...counts,
    rejections,
    putMs: doneAtMs - startedAtMs,
    doneAtMs,
    requests: puts.run?.requests ?? 0,
    retries: puts.run?.retries ?? 0,
    putFailure: counts.firstUnfinished === undefined ? undefined : puts.run?.lastFailure,
    quarantineFailure,
    ...(evaluation.event.replay && { replay: progress.report(rejections, counts.firstUnfinished) }),
  };
}

interface PreparedPuts {
  /** Undefined when there is nothing to put. */
  readonly run: PutRun | undefined;
  readonly tooLarge: readonly RecordRejection[];
}

/** What no stream would take is known before the first request, so that it is quarantined along with the rest. */
function preparePuts(
  evaluation: Evaluation,
  { predictions: sink, time }: ResponsePorts,
  { order, outputFormat }: ResponseSettings,
  deadline: Deadline,
  progress: Progress,
): PreparedPuts {
  const { records, output } = evaluation;
  if (!output) return { run: undefined, tooLarge: [] };
  const encoder = new PredictionEncoder({ ...evaluation, output }, outputFormat, time.now());
  const excess = tooLarge(records, encoder);
  for (const { record } of excess) records.row[record] = NO_ROW;
  const queue = new ReadyQueue(records, order);
  const onAcknowledged = (record: number) => progress.acknowledge(record);
  return {
    run: new PutRun({ records, encoder, queue, sink, time, deadline, onAcknowledged }),
    tooLarge: excess,
  };
}

function inOrder(
  rejections: readonly RecordRejection[],
  more: readonly RecordRejection[],
): readonly RecordRejection[] {
  return more.length === 0 ? rejections : [...rejections, ...more].sort((a, b) => a.record - b.record);
}

async function storeRejections(
  evaluation: Evaluation,
  rejections: readonly RecordRejection[],
  { quarantine, time }: ResponsePorts,
  deadline: Deadline,
): Promise<PutFailure | undefined> {
  if (rejections.length === 0 || evaluation.event.replay?.quarantined) return undefined;
  const object = quarantineObject(evaluation, rejections, new Date(time.now()).toISOString());
  return storeQuarantine(object, quarantine, time, deadline);
}

/** Waits for the work, but never so long that the answer itself would come too late. */
async function beforeTheEnd(work: Promise<unknown>, time: Time, { endAtMs }: Deadline): Promise<void> {
  const done = new AbortController();
  const end = time.sleep(Math.max(0, endAtMs - ANSWER_MS - time.now()), done.signal);
  try {
    await Promise.race([work, end]);
  } finally {
    done.abort();
  }
}
