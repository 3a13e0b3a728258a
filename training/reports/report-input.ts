import type { Dataset, Interval } from '../../lib/contract/manifest.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { Verdict } from '../../lib/contract/verdict.ts';
import type { ImportanceReport } from '../importance/importance.ts';
import type { Parameters } from '../space/distribution.ts';
import type { StudyDefinition } from '../study/definition.ts';
import type { Trial } from '../study/trial.ts';
import type { TrainingRows } from '../trainers/trainer.ts';
import type { PermutationImportance } from './analysis/permutation-importance.ts';

/** All that a training's report is drawn from. Names in it may be anything: the page escapes and shortens them. */
export interface TrainingReport {
  readonly model: string;
  /** Null while the version has no number yet: its files are written before it. */
  readonly version: number | null;
  readonly createdAt: Date;
  readonly dataset: Dataset;
  /** Whether the rows are made up; the page says so loudly. */
  readonly synthetic: boolean;
  readonly signature: Signature;
  /** Every row of the data set, its features in the signature's order. */
  readonly rows: TrainingRows;
  /** Null where hyperparameters were given, not searched. */
  readonly search: SearchReport | null;
  readonly winner: WinnerReport;
  /** Null where no gate was asked. */
  readonly verdict: Verdict | null;
}

/** What a study found. */
export interface SearchReport {
  readonly definition: StudyDefinition;
  /** In any order, those that still run included. */
  readonly trials: readonly Trial[];
  /** What `parameterImportance` says; null leaves it out. */
  readonly importance: ImportanceReport | null;
}

/** The model that is published. */
export interface WinnerReport {
  readonly family: string;
  /** Its trial's number; null without a search. */
  readonly trial: number | null;
  readonly hyperparameters: Parameters;
  /** On the holdout, by name. */
  readonly metrics: Readonly<Record<string, Interval>>;
  /** Rows that neither the search nor the fit has seen, and what the exported graph answers to them. */
  readonly holdout: { readonly rows: TrainingRows; readonly answers: GraphAnswers };
  /** Null leaves it out. */
  readonly importance: PermutationImportance | null;
}

/** What a graph answers: a ModelOutput of lib/model/session.ts, or a trainer's own Answers, whatever their precision. */
export type GraphAnswers =
  | {
      /** The position of each row's class; −1 for none of them. */
      readonly labels: Int32Array;
      /** Row-major [rows, classes]; undefined where the graph has none. */
      readonly probabilities: ArrayLike<number> | undefined;
    }
  | { readonly values: ArrayLike<number> };
