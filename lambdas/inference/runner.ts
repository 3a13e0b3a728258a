import type { ReplayReport } from '../../lib/contract/replay.ts';
import type { Challenger } from './challenger/challenger.ts';
import type { Champion } from './champion/champion.ts';
import { GUARD_MIN_RECORDS } from './champion/guard.ts';
import type { Jury } from './champion/guard-window.ts';
import { NoVersion } from './champion/no-version.ts';
import type { VersionRefused } from './champion/refusal.ts';
import type { KinesisEvent } from './decode/kinesis-event.ts';
import { type Evaluation, evaluateBatch, type ServedModel } from './evaluate.ts';
import type { Profiler } from './profile/profiler.ts';
import { readEvent } from './read-event.ts';
import { type Deadline, deadlineOf } from './respond/deadline.ts';
import { NOWHERE, type ResponsePorts } from './respond/ports.ts';
import { type ResponseSettings, respond } from './respond/respond.ts';
import type { LambdaContext } from './telemetry/logger.ts';
import type { Telemetry, WaitReason } from './telemetry/telemetry.ts';

/**
 * What an event source mapping with ReportBatchItemFailures understands: empty for success, or the sequence
 * number from which on everything is delivered again.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
  /** Of a replay that a version answered, in whole or up to a record. */
  readonly replay?: ReplayReport;
}

export type Handler = (event: unknown, context: LambdaContext) => Promise<BatchAnswer>;

export interface RunnerParts {
  readonly champion: Champion;
  readonly challenger: Challenger;
  /** Undefined: nothing is counted. */
  readonly profiler?: Profiler | undefined;
  readonly ports: ResponsePorts;
  readonly settings: ResponseSettings;
  readonly telemetry: Telemetry;
}

/** A fault of the function itself. Lambda logs what is thrown, so it says nothing that a record may be in. */
export class BatchFault extends Error {
  override readonly name = 'BatchFault';
}

/**
 * The runner: model → evaluate → guard → respond → challenger and profile → metrics → answer.
 *
 * Outages are not thrown: a throw would bisect the batch down to single records and use up its retries. They are
 * waited out until the deadline, then the first record that is not done is reported. What is thrown is an event
 * of another kind (UserError) and a fault of the code (BatchFault): bisecting is right for these.
 */
export function createRunner(parts: RunnerParts): Handler {
  return async (event, context) => {
    parts.telemetry.begin(context);
    const batch = readEvent(event);
    if (batch.Records.length === 0) return { batchItemFailures: [] };
    try {
      return await runBatch(parts, batch, context);
    } catch (error) {
      const fault = error instanceof Error ? error : new Error(typeof error);
      parts.telemetry.fault(fault);
      throw new BatchFault(`${fault.name} in the inference function; its log line "fault" says where`);
    }
  };
}

async function runBatch(
  { champion, challenger, profiler, ports, settings, telemetry }: RunnerParts,
  batch: KinesisEvent,
  context: LambdaContext,
): Promise<BatchAnswer> {
  const wait = (records: number, reason: WaitReason, about?: number | VersionRefused): BatchAnswer => {
    telemetry.waiting(batch, records, reason, about);
    return answer(batch.Records[0]!.kinesis.sequenceNumber);
  };
  const deadline: Deadline = deadlineOf(ports.time.now(), context.getRemainingTimeInMillis());
  const isOver = () => ports.time.now() >= deadline.stopAtMs;
  challenger.begin();
  const model = await champion.serve(deadline);
  if (model instanceof NoVersion) return wait(batch.Records.length, model.reason, model.refusal);
  profiler?.prepare(model.manifest);
  const own = await evaluateBatch(batch, model, isOver);
  // Before the guard: a batch whose records were not told apart says nothing of the version.
  if (own.broken?.cause === 'out-of-time') return wait(own.records.count, 'out-of-time', model.version);
  const hasTime = () => deadline.stopAtMs - ports.time.now() > own.decodeMs + own.inferMs;
  // Most records of a replay are bad, so they say nothing of the version either.
  const jury = batch.replay === undefined ? juryOf(batch, hasTime, isOver) : undefined;
  const judged = await champion.judge({ model, evaluation: own }, jury, deadline);
  if (judged === undefined) return wait(batch.Records.length, 'former-unreachable', model.version);
  const { evaluation } = judged;
  if (evaluation.broken !== undefined) {
    const isSession = evaluation.broken.cause === 'golden';
    if (isSession) champion.drop();
    return wait(
      evaluation.records.count,
      isSession ? 'model-broken' : 'model-fails-widely',
      judged.model.version,
    );
  }
  const isDry = batch.replay?.dryRun === true;
  const outcome = await respond(evaluation, isDry ? { ...ports, ...NOWHERE } : ports, settings, deadline);
  // A replay is no live traffic, and an unfinished batch has no time left.
  const isShown = batch.replay === undefined && outcome.firstUnfinished === undefined;
  const batchMs = evaluation.decodeMs + evaluation.inferMs + outcome.putMs;
  const [shadow, profiled] = await Promise.all([
    isShown ? challenger.shadow(evaluation, batchMs, deadline) : undefined,
    isDry ? undefined : profiler?.profile(evaluation, outcome, deadline),
  ]);
  if (!isDry) telemetry.answered(evaluation, outcome, { shadow, profiled });
  return answer(outcome.firstUnfinished, outcome.replay);
}

/**
 * A version whose model is broken answers none of the records: for the guard that is as bad as rejecting all of
 * them, and as many as decide, however small the batch.
 * @param hasTime whether as much time is left as the batch took the served version
 */
function juryOf(batch: KinesisEvent, hasTime: () => boolean, isOver: () => boolean): Jury<Evaluation> {
  return {
    evaluate: async (model: ServedModel) => {
      const evaluation = hasTime() ? await evaluateBatch(batch, model, isOver) : undefined;
      return evaluation?.broken?.cause === 'out-of-time' ? undefined : evaluation;
    },
    share: ({ records, rejections, broken }) => {
      if (broken === undefined) return { records: records.count, rejected: rejections.length };
      const all = Math.max(records.count, GUARD_MIN_RECORDS);
      return { records: all, rejected: all };
    },
  };
}

function answer(firstUnfinished: string | undefined, replay?: ReplayReport): BatchAnswer {
  const batchItemFailures = firstUnfinished === undefined ? [] : [{ itemIdentifier: firstUnfinished }];
  return replay === undefined ? { batchItemFailures } : { batchItemFailures, replay };
}
