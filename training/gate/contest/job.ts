import type { Runtime } from '../../../lib/contract/manifest.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import type { FeatureRows } from '../../trainers/trainer.ts';
import type { BestTimes } from '../statistics/compare-latency.ts';

/** Two models, or one, and the rows that both answer. */
export interface ContestJob {
  readonly candidate: Contestant;
  readonly champion: Contestant | undefined;
  readonly holdout: FeatureRows;
  readonly outliers: FeatureRows;
  /** Rows of the batch whose latency is measured: the holdout's, again and again. */
  readonly batchRows: number;
  /** Time to spend on measuring, unless the candidate seems slower than so many times the champion. */
  readonly measureMs: number;
  readonly latencyRatio: number;
}

export interface Contestant {
  readonly model: Uint8Array;
  readonly signature: Signature;
  readonly runtime: Runtime;
}

export type Side = 'candidate' | 'champion';

/** What a model made of the rows. */
export type Turn = Answered | Failed;

export interface Answered {
  readonly kind: 'answered';
  readonly holdout: ModelOutput;
  readonly outliers: ModelOutput;
  /** Holdout rows that it answers otherwise in batches of other sizes; asked of the candidate alone. */
  readonly unstable?: number | undefined;
}

/** It could not be loaded, threw, or took more time or memory than it may. */
export interface Failed {
  readonly kind: 'failed';
  readonly why: string;
}

export interface Contest {
  readonly candidate: Turn;
  /** Undefined when there is none. */
  readonly champion: Turn | undefined;
  /** Of the candidate, and of the champion where it answers; undefined when the candidate does not. */
  readonly latency: Latencies | Failed | undefined;
}

export interface Latencies {
  readonly kind: 'measured';
  readonly single: Measured;
  readonly batch: Measured;
}

export interface Measured extends BestTimes {
  /** How often each run was repeated. */
  readonly repetitions: number;
}
