import type { Dataset } from '../../lib/contract/manifest.ts';
import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { GateMode, LiveAgreement } from '../../lib/contract/verdict.ts';
import type { OutputNames } from '../../lib/model/onnx/describe-outputs.ts';
import type { Ancestor } from '../profile/lineage.ts';
import type { Answers, FeatureRows, TrainingRows } from '../trainers/trainer.ts';
import type { Contest, ContestJob } from './contest/job.ts';
import type { GateLimits } from './limits.ts';
import type { GateMetric } from './metrics/metric.ts';

/** All that the promotion gate needs to know. It reads nothing else, and writes nothing. */
export interface GateInput {
  readonly candidate: GateModel;
  /** Undefined when there is none: what compares with it is skipped then. */
  readonly champion: GateChampion | undefined;
  /**
   * Rows that neither the search nor the fit ever saw, with the truth: labels are positions in the candidate's
   * classes. 1 row or more.
   */
  readonly holdout: TrainingRows;
  /** Whether the candidate must be significantly better, or no worse than by the margin. */
  readonly mode: GateMode;
  /** What quality means. Default: accuracy for classes, rmse for values. */
  readonly metric?: GateMetric | undefined;
  /**
   * How much worse a candidate may be in "non-inferior" mode, 0 or more: of accuracy, balancedAccuracy and r2 an
   * absolute difference, of logLoss, rmse and mae a share of the champion's. Default: 0.01.
   */
  readonly margin?: number | undefined;
  /**
   * What the candidate must reach whatever the champion does, in the metric's own unit. Default: better than the
   * best constant answer, such as always naming the most frequent class.
   */
  readonly floor?: number | undefined;
  /**
   * The trainer's own answers to any rows, which the graph must agree with; undefined for a model made elsewhere,
   * and the check is skipped then. A FittedModel's `predict`.
   */
  readonly trainerAnswers?: ((rows: FeatureRows) => Answers) | undefined;
  /** Further rows to answer with finite numbers. Default: the holdout's rows with features far outside their range. */
  readonly outliers?: FeatureRows | undefined;
  /** What the candidate's answers as a challenger in shadow have shown. */
  readonly live?: LiveAgreement | undefined;
  /** The share of live records at least on which challenger and champion agree. Default: it is not asked. */
  readonly minLiveAgreement?: number | undefined;
  /** What the candidate's live rows would be compared with, and those of versions before it. Default: not compared. */
  readonly references?: GateReferences | undefined;
  readonly limits?: Partial<GateLimits> | undefined;
  /** Of the bootstrap: any integer. Default: 0. */
  readonly seed?: number | undefined;
  readonly judgedAt: Date;
  /** Ends the judging; `judgePromotion` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Runs both models. Default: in a process of its own, with limits of time and memory. */
  readonly contest?: ((job: ContestJob) => Promise<Contest>) | undefined;
}

/** References of a candidate and of the versions that its data are held against. */
export interface GateReferences {
  readonly candidate: ReferenceProfile;
  /** Undefined when there is none, or one without a profile. */
  readonly champion: Ancestor | undefined;
  /** The oldest version of the last 30 days that has a profile. */
  readonly oldest: Ancestor | undefined;
}

/** A model as the gate sees it. */
export interface GateModel {
  /** The .onnx file. */
  readonly model: Uint8Array;
  readonly signature: Signature;
  /** Rows a run takes at most, or null for all at once: as FittedModel and Runtime say. */
  readonly chunkRows: number | null;
  /** Which output is which. Default: found by type and shape. */
  readonly outputs?: OutputNames | undefined;
  /** What it learned from: made-up data never replace real ones. Undefined when nobody said. */
  readonly dataset?: Dataset | undefined;
}

/** The version that answers now. */
export interface GateChampion extends GateModel {
  readonly name: string;
  readonly version: number;
}
