import type { ClassLabel } from '../../lib/contract/signature.ts';
import type { Parameters, Subspace } from '../space/distribution.ts';
import type {
  Answers,
  DataShape,
  FeatureRows,
  FitOptions,
  Hyperparameters,
  Task,
  Trainer,
  TrainingRows,
} from '../trainers/trainer.ts';

/** What a trial fits: a trainer of this project, or a program of anybody's. */
export interface TrialTrainer {
  /** Its family. */
  readonly name: string;
  readonly tasks: readonly Task[];
  /** What a search chooses from. */
  space(shape: DataShape): Subspace;
  /** Where to start; of a program nothing is known. */
  defaults(shape: DataShape): Parameters;
  /** @throws UserError for hyperparameters or rows that cannot be learned with, and for a program that fails */
  fit(rows: TrainingRows, parameters: Parameters, options: FitOptions): Promise<TrialModel>;
}

/** What a trial has fitted. */
export interface TrialModel {
  /** Answers to rows: the trainer's own, or of its graph where the trainer is a program. */
  predict(rows: FeatureRows): Promise<Answers>;
  /** The trainer's own answers, which the graph must agree with; undefined of a program. */
  readonly ownAnswers: ((rows: FeatureRows) => Answers) | undefined;
  exportOnnx(classes: readonly ClassLabel[]): Uint8Array;
  readonly chunkRows: number | null;
  /** All hyperparameters, to fit with again without validation rows. */
  readonly hyperparameters: Hyperparameters;
  readonly facts: Readonly<Record<string, number>>;
}

/** A trainer of this project as trials use it. */
export function trialTrainerOf(trainer: Trainer): TrialTrainer {
  return {
    name: trainer.name,
    tasks: trainer.tasks,
    space: (shape) => trainer.space(shape),
    defaults: (shape) => trainer.defaults(shape),
    async fit(rows, parameters, options) {
      const fitted = await trainer.fit(rows, parameters, options);
      return {
        predict: async (features) => fitted.predict(features),
        ownAnswers: (features) => fitted.predict(features),
        exportOnnx: (classes) => fitted.exportOnnx(classes),
        chunkRows: fitted.chunkRows,
        hyperparameters: fitted.hyperparameters,
        facts: fitted.facts,
      };
    },
  };
}
