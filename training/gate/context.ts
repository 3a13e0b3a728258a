import type { Runtime } from '../../lib/contract/manifest.ts';
import type { GateCheck } from '../../lib/contract/verdict.ts';
import type { UnservableModel } from '../../lib/model/onnx/unservable.ts';
import type { FeatureRows } from '../trainers/trainer.ts';
import type { SignatureDifference } from './compare-signatures.ts';
import type { Answered, Contest } from './contest/job.ts';
import type { GateInput } from './input.ts';
import type { GateLimits } from './limits.ts';
import type { GateMetric, Metric } from './metrics/metric.ts';

/** What a check looks at. */
export interface GateContext {
  readonly input: GateInput;
  readonly limits: GateLimits;
  readonly metric: Metric & { readonly name: GateMetric };
  /** From the champion's signature; none without a champion. */
  readonly differences: readonly SignatureDifference[];
  /** How the candidate is called, or why it cannot be. */
  readonly runtime: Runtime | UnservableModel;
  readonly outliers: FeatureRows;
  /** What both models made of the rows; undefined when the candidate was not to be run at all. */
  readonly contest: Contest | undefined;
  /** The candidate's answers, when it gave some. */
  readonly answers: Answered | undefined;
  /** Whether they are all finite numbers and known labels. */
  readonly sound: boolean;
  /** The champion's answers to the same rows, or why there are none to compare with. */
  readonly against: Answered | Missing;
}

/** What cannot be compared with, and why. */
export interface Missing {
  readonly kind: 'missing';
  readonly why: string;
  /** Whether there is a champion which should have answered: nothing then shows that the candidate is as good. */
  readonly fault: boolean;
}

/** The name of a check, in the order of the verdict. */
export type CheckName =
  | 'data'
  | 'signature'
  | 'holdout'
  | 'format'
  | 'size'
  | 'answers'
  | 'agreement'
  | 'latency'
  | 'floor'
  | 'quality'
  | 'mcnemar'
  | 'live'
  | 'disagreement'
  | 'distribution'
  | 'classes'
  | 'reference';

export type Check = (context: GateContext) => GateCheck;

/** Makes the checks of one name, each with one reason and its figures. */
export function checkNamed(check: CheckName) {
  type Made = (reason: string, figures?: GateCheck['figures']) => GateCheck;
  const outcome =
    (outcome: GateCheck['outcome']): Made =>
    (reason, figures = {}) => ({ check, outcome, reason, figures });
  const [passed, failed] = [outcome('passed'), outcome('failed')];
  return {
    passed,
    failed,
    reported: outcome('reported'),
    skipped: outcome('skipped'),
    decided: (holds: boolean, ...made: Parameters<Made>) => (holds ? passed : failed)(...made),
  };
}
