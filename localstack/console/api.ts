import type { AlarmName } from '../../lib/contract/alarms.ts';
import type { Difference, Verdict as DriftVerdict, QualityFinding } from '../../lib/contract/drift.ts';
import type { Interval } from '../../lib/contract/manifest.ts';
import type { GateCheck } from '../../lib/contract/verdict.ts';

/** What the console's server and its page say to each other, as JSON. Times are ISO 8601, shares 0 to 1. */

/** GET /api/live: what changes by the second. */
export interface LiveAnswer {
  readonly at: string;
  readonly model: string;
  readonly flow: FlowView;
  /** Newest first. */
  readonly predictions: readonly PredictionView[];
  readonly rejections: readonly RejectionView[];
  /** Why predictions cannot be read just now, or null. */
  readonly problem: string | null;
}

export interface FlowView {
  /** Since the stack started. */
  readonly totals: Tally;
  /** A second, over the latest ten seconds. */
  readonly rates: Tally;
  /** Width of a point of the series. */
  readonly stepSeconds: number;
  /** Oldest first, the last one still going on; together FLOW_SECONDS. */
  readonly series: readonly FlowPoint[];
  /** Milliseconds over FLOW_SECONDS; null without batches. */
  readonly batchMs: Quantiles | null;
  readonly responseMs: Quantiles | null;
  /** Mean over FLOW_SECONDS and the shares of ten equal bins of [0, 1]; null without predictions or probabilities. */
  readonly confidence: { readonly mean: number; readonly shares: readonly number[] } | null;
  /** The version that answered last. */
  readonly served: number | null;
  /** Why the latest batch waits, in the function's own word, or null. */
  readonly waiting: string | null;
}

/** Records, in all or a second. */
export interface Tally {
  readonly predicted: number;
  readonly rejected: number;
  readonly unfinished: number;
}

export interface FlowPoint extends Tally {
  /** Mean of the batches that ended in it. */
  readonly batchMs: number | null;
}

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

export interface PredictionView {
  readonly id: string;
  /** Absent in the compact format. */
  readonly version: number | null;
  readonly label: string;
  readonly confidence: number | null;
  readonly arrivedAt: string | null;
  /** When it was put on the output stream. */
  readonly at: string;
  /** The record's carried keys, as text. */
  readonly carried: readonly (readonly [key: string, value: string])[];
}

export interface RejectionView {
  readonly id: string;
  readonly reason: string;
  readonly field: string | null;
  readonly came: string | null;
  /** What the sender can do. */
  readonly action: string;
  readonly at: string;
}

/** GET /api/state: what changes by the minute. Each part is there, or says why it is not. */
export interface StateAnswer {
  readonly versions: Part<VersionsView>;
  readonly drift: Part<DriftView>;
  readonly studies: Part<readonly (StudyView | BrokenStudy)[]>;
  readonly alarms: Part<readonly AlarmView[]>;
  readonly place: PlaceView;
}

export type Part<T> = { readonly value: T } | { readonly problem: string };

/** Where things are, to be copied into a terminal. */
export interface PlaceView {
  readonly kinesis: string;
  readonly inputStream: string;
  readonly outputStream: string;
  readonly registry: string;
  readonly quarantine: string;
  readonly functionLog: string;
  /** A record to try: each of these sends it. */
  readonly sendCommands: readonly SendCommand[];
}

export interface SendCommand {
  /** Which program it is for. */
  readonly title: string;
  readonly command: string;
}

export interface VersionsView {
  /** Null while no version was promoted. */
  readonly champion: AliasView | null;
  /** Other aliases by name. */
  readonly aliases: Readonly<Record<string, number>>;
  /** Newest first; at most MAX_VERSIONS of them. */
  readonly versions: readonly VersionView[];
  /** Those of them that cannot be read, and why: they do not hide the others, nor the way back to one. */
  readonly unreadable: readonly { readonly version: number; readonly problem: string }[];
  /** How many there are in all. */
  readonly count: number;
}

export interface AliasView {
  readonly version: number;
  readonly previous: number | null;
  /** Of the move: what a write states as seen. */
  readonly sequence: number;
  readonly since: string;
  readonly by: string;
  readonly reason: string;
  readonly isRollback: boolean;
}

export interface VersionView {
  readonly version: number;
  readonly createdAt: string;
  readonly trainer: string;
  readonly metric: (Interval & { readonly name: string }) | null;
  readonly study: string | null;
  readonly hasReport: boolean;
  readonly hasProfile: boolean;
  /** What the gate found; null when nobody asked it. */
  readonly gate: { readonly promote: boolean; readonly reason: string } | null;
}

export interface DriftView {
  /** The latest window that was decided; while none was, the latest; null until one was judged. */
  readonly latest: DriftResultView | null;
  /** The hour that is not over, while it is not decided and `latest` is another window. */
  readonly running: DriftResultLine | null;
  /** Newest first: at most MAX_RESULTS that are stored, after the hour that is not over. */
  readonly results: readonly DriftResultLine[];
  readonly job: JobView;
}

export interface DriftResultLine {
  readonly window: string;
  readonly version: number;
  readonly verdict: DriftVerdict;
  readonly alarm: boolean;
  /** More than its own when it had to grow; the rows are those of all of them. */
  readonly hours: number;
  readonly rows: number;
  readonly drifted: readonly string[];
  readonly quality: number;
  readonly report: string;
}

export interface DriftResultView extends DriftResultLine {
  readonly computedAt: string;
  readonly basis: string;
  readonly reason: string;
  readonly rejected: number;
  readonly findings: readonly QualityFinding[];
  /** As the job orders them; at most MAX_FEATURES of them. */
  readonly features: readonly Difference[];
  readonly featureCount: number;
  readonly prediction: Difference | null;
  readonly confidence: Difference | null;
  readonly accuracy: {
    readonly reference: number | null;
    readonly estimated: number | null;
    readonly realised: number | null;
  };
  readonly coverage: number | null;
}

export interface JobView {
  readonly running: boolean;
  /** When it runs by itself the next time. */
  readonly nextAt: string;
  /** How the latest run of this stack ended; null before the first. */
  readonly last: { readonly at: string; readonly ok: boolean; readonly message: string } | null;
}

export interface StudyView {
  readonly study: string;
  readonly metric: string;
  readonly createdAt: string;
  readonly finished: number;
  readonly failed: number;
  readonly running: number;
  readonly limit: number;
  readonly best: { readonly value: number; readonly family: string } | null;
  /** The best value so far after each trial that ended; at most MAX_CURVE points. */
  readonly curve: readonly number[];
  /** Why it ended, or null while it goes on. */
  readonly ended: string | null;
  /** The version that came of it, if any. */
  readonly version: number | null;
}

/** One that cannot be read, and why. */
export interface BrokenStudy {
  readonly study: string;
  readonly problem: string;
}

export interface AlarmView {
  readonly name: AlarmName;
  readonly state: 'ok' | 'alarm' | 'insufficient-data';
  readonly means: string;
  readonly first: string;
  readonly severity: 'critical' | 'warning';
  readonly since: string | null;
  readonly value: number | null;
  readonly threshold: number;
  readonly comparison: 'above' | 'below';
  readonly unit: string;
  readonly isTest: boolean;
}

/** POST /api/promote. */
export interface PromoteRequest {
  readonly version: number;
  /** The champion's move that the person saw; 0 when there was none. */
  readonly expectSequence: number;
  readonly reason?: string | undefined;
  readonly force?: boolean | undefined;
}

/** POST /api/rollback. */
export interface RollbackRequest {
  readonly expectSequence: number;
  readonly reason?: string | undefined;
  /** Also when the last move was a rollback. */
  readonly again?: boolean | undefined;
}

/** Answer to both: the champion as it is now, with what whoever moved it should know; or why it did not move. */
export type MoveAnswer =
  | {
      readonly moved: true;
      readonly version: number;
      readonly sentence: string;
      readonly notes: readonly string[];
    }
  | { readonly moved: false; readonly refusal: MoveRefusal };

export interface MoveRefusal {
  /** `gate`: goes through by force, with words. `rolled-back`: goes through with `again`. `moved`: look again. */
  readonly kind: 'gate' | 'rolled-back' | 'moved' | 'mistake';
  readonly message: string;
  /** What the gate found, where it is the gate. */
  readonly checks: readonly GateCheck[];
}

/** POST /api/judge: started, or under way already. */
export interface JudgeAnswer {
  readonly running: true;
}

/** How much of the past the flow shows. */
export const FLOW_SECONDS = 300;
/** Predictions and rejections that are kept and shown. */
export const MAX_RECORDS = 20;
export const MAX_VERSIONS = 20;
export const MAX_RESULTS = 24;
export const MAX_FEATURES = 30;
export const MAX_STUDIES = 10;
export const MAX_CURVE = 60;
