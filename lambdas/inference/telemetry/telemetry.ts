import type { ChallengerObserver, Shadow } from '../challenger/challenger.ts';
import type { NoVersionReason } from '../champion/no-version.ts';
import { REFUSAL_REASONS, VersionRefused } from '../champion/refusal.ts';
import type { ChampionObserver } from '../champion/version-loader.ts';
import type { KinesisEvent } from '../decode/kinesis-event.ts';
import { arrivalMsOf, shardIdOf } from '../decode/kinesis-event.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Profiled, ProfileObserver } from '../profile/profiler.ts';
import { UNCOUNTED_REASONS, type UncountedReason } from '../profile/uncounted.ts';
import type { Outcome } from '../respond/respond.ts';
import { confidencesOf } from './confidence.ts';
import { describeError, framesOf } from './describe-error.ts';
import type { LambdaContext, Log, LogFields } from './logger.ts';
import type { MetricReport, PublishMetrics } from './metrics.ts';

/** Why a whole batch is handed back. */
export type WaitReason =
  | NoVersionReason
  | 'model-broken'
  | 'model-fails-widely'
  | 'former-unreachable'
  | 'out-of-time';

/** The reasons for which nobody but a person who promotes a version ends the waiting. */
const NO_CHAMPION: readonly WaitReason[] = ['no-alias', 'all-refused'];

const WAIT_ACTIONS: Readonly<Record<WaitReason, string>> = {
  'no-alias': 'No version was promoted yet. Promote one; the records wait in the stream.',
  'registry-unreachable':
    'The registry cannot be read, be it for the network or for permissions; the line "unreachable" says what failed. Mend that, promoting does not help; the records wait in the stream.',
  'all-refused':
    'Every version that the alias named is refused. Promote a good one; the records wait in the stream.',
  'model-broken':
    'The model fails, on its golden records too. Promote another version; the records wait in the stream.',
  'model-fails-widely':
    'The model fails on more records than bad data explains, though not on its golden records. Look at what the producers changed, or promote another version; the records wait.',
  'former-unreachable':
    'A new version rejects much, and the one before it cannot be loaded to compare. The records wait.',
  'out-of-time':
    'The model fails on some records, and finding them took longer than an invocation has. Raise the time-out of the function, or lower the batch size of its event source mapping; the records wait.',
};

/** What is done with a batch after its answers are out. */
export interface Beside {
  readonly shadow?: Shadow | undefined;
  readonly profiled?: Profiled | undefined;
}

/** The function's log lines and metrics: counts, reasons and times, never a value of a record. */
export class Telemetry implements ChampionObserver, ChallengerObserver, ProfileObserver {
  readonly #log: Log;
  readonly #publish: PublishMetrics;
  readonly #now: () => number;
  #context: LambdaContext | undefined;
  /** Since the last batch; what happens before the first one is published with it. */
  #reloads = 0;
  #fallbacks = 0;
  #lastTrouble = '';

  constructor(log: Log, publish: PublishMetrics, now: () => number) {
    this.#log = log;
    this.#publish = publish;
    this.#now = now;
  }

  begin(context: LambdaContext): void {
    this.#context = context;
    this.#lastTrouble = '';
    this.#log.addContext(context);
  }

  served(version: number, former: number | undefined): void {
    if (former !== undefined) this.#reloads++;
    this.#log.info('version served', { version, former });
  }

  refused(refusal: VersionRefused): void {
    this.#fallbacks++;
    const { version, reason, cause } = refusal;
    const error = cause === undefined ? {} : { cause: describeError(cause) };
    this.#log.error('version refused', { version, reason, action: REFUSAL_REASONS[reason], ...error });
  }

  challenged(version: number): void {
    this.#log.info('challenger runs in shadow', { version });
  }

  challengerRefused({ version, reason }: VersionRefused): void {
    this.#log.warn('challenger refused', { version, reason, action: REFUSAL_REASONS[reason] });
  }

  /** One line for a trouble that repeats while the function waits. */
  unreachable(what: 'alias' | 'version', error: unknown): void {
    this.#trouble(`${what} unreachable`, { error: describeError(error) });
  }

  noAlias(served: number | undefined): void {
    if (served === undefined) this.#trouble('no champion yet', {});
    else this.#trouble('alias is gone', { version: served });
  }

  uncounted(version: number, reason: UncountedReason): void {
    this.#log.warn('rows are not counted', { version, reason, action: UNCOUNTED_REASONS[reason] });
  }

  profileFailed(error: unknown): void {
    this.#trouble('counting failed', { error: describeError(error) });
  }

  profileLost(what: 'rows' | 'predictions', count: number): void {
    this.#log.warn('counts lost', { what, count });
  }

  #trouble(message: string, fields: LogFields): void {
    const trouble = `${message} ${JSON.stringify(fields)}`;
    if (trouble === this.#lastTrouble) return;
    this.#lastTrouble = trouble;
    this.#log.warn(message, fields);
  }

  /** A batch that was answered, in whole or up to a record, and what was done beside it. */
  answered(evaluation: Evaluation, outcome: Outcome, { shadow, profiled }: Beside = {}): void {
    const { manifest, output, rowCount, decodeMs, inferMs } = evaluation;
    const { replay, rejections, doneAtMs, ...counts } = outcome;
    const isDone = outcome.firstUnfinished === undefined;
    this.#log[isDone ? 'info' : 'warn']('batch', {
      version: manifest.version,
      ...placeOf(evaluation.event),
      ...counts,
      ...(replay && { replay: true }),
      decodeMs: rounded(decodeMs),
      inferMs: rounded(inferMs),
      putMs: rounded(outcome.putMs),
    });
    this.#emit({
      values: {
        RecordsReceived: outcome.received,
        RecordsPredicted: outcome.predicted,
        RecordsRejected: outcome.rejected,
        RecordsUnfinished: outcome.unfinished,
        BatchesUnfinished: isDone ? 0 : 1,
        NoChampion: 0,
        DecodeLatency: decodeMs,
        InferLatency: inferMs,
        PutLatency: outcome.putMs,
        BatchLatency: decodeMs + inferMs + outcome.putMs,
        ResponseTime: responseMs(evaluation.event, outcome),
        ModelVersion: manifest.version,
        ModelAge: Math.max(0, (this.#now() - Date.parse(manifest.createdAt)) / 1000),
        ...(shadow && valuesOf(shadow)),
        ...(profiled && { RecordsProfiled: profiled.rows, ProfileFailures: profiled.failed ? 1 : 0 }),
      },
      rejectedByReason: outcome.rejectedByReason,
      confidence: output === undefined ? undefined : confidencesOf(output, rowCount),
      properties: {
        version: String(manifest.version),
        ...(shadow && { challenger: String(shadow.version) }),
      },
    });
  }

  /**
   * A batch that is handed back whole.
   * @param about the version that it is about, or its refusal
   */
  waiting(event: KinesisEvent, records: number, reason: WaitReason, about?: number | VersionRefused): void {
    const refusal = about instanceof VersionRefused ? about : undefined;
    const version = about instanceof VersionRefused ? about.version : about;
    this.#log.error('batch waits', {
      reason,
      action: WAIT_ACTIONS[reason],
      version,
      ...(refusal === undefined
        ? {}
        : { refusal: refusal.reason, refusalAction: REFUSAL_REASONS[refusal.reason] }),
      records,
      ...placeOf(event),
    });
    this.#emit({
      values: {
        RecordsReceived: records,
        RecordsPredicted: 0,
        RecordsRejected: 0,
        RecordsUnfinished: records,
        BatchesUnfinished: 1,
        NoChampion: NO_CHAMPION.includes(reason) ? 1 : 0,
      },
      rejectedByReason: {},
      confidence: undefined,
      properties: { reason, ...(version === undefined ? {} : { version: String(version) }) },
    });
  }

  /** A fault of the function itself: its name and place, for its message may quote a record. */
  fault(error: Error): void {
    this.#log.error('fault', { name: error.name, stack: framesOf(error) });
  }

  #emit(report: MetricReport): void {
    const { awsRequestId, functionVersion } = this.#context ?? {};
    this.#publish({
      ...report,
      values: { ...report.values, ModelReloads: this.#reloads, ModelFallbacks: this.#fallbacks },
      properties: {
        ...report.properties,
        ...(awsRequestId === undefined ? {} : { requestId: awsRequestId }),
        ...(functionVersion === undefined ? {} : { functionVersion }),
      },
    });
    this.#reloads = 0;
    this.#fallbacks = 0;
  }
}

function valuesOf({ result, waitMs, skipped }: Shadow): MetricReport['values'] {
  const waited = { ChallengerWait: waitMs, ChallengerSkipped: skipped ? 1 : 0 };
  if (result === undefined) return waited;
  const { comparison, failed, runMs } = result;
  return {
    ...waited,
    ChallengerRows: comparison?.rows ?? 0,
    ChallengerAgreements: comparison?.agreements ?? 0,
    ChallengerFailures: comparison?.failures ?? failed,
    ChallengerConfidence: comparison?.confidence,
    ChallengerLatency: runMs,
  };
}

/** Of the first record, since a shard has its records by arrival. Of a replay it would say nothing. */
function responseMs({ Records: [first], replay }: KinesisEvent, outcome: Outcome): number | undefined {
  const arrivalMs = first === undefined || replay !== undefined ? 0 : arrivalMsOf(first);
  if (arrivalMs === 0 || outcome.predicted + outcome.rejected === 0) return undefined;
  return Math.max(0, outcome.doneAtMs - arrivalMs);
}

/** Where in the stream a batch is. */
function placeOf(event: KinesisEvent): { readonly shardId?: string; readonly from?: string } {
  const first = event.Records[0];
  return first === undefined ? {} : { shardId: shardIdOf(first), from: first.kinesis.sequenceNumber };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
