import { UserError } from '../../lib/contract/errors.ts';
import { checkHyperparameters, integer, number, oneOf } from './check-hyperparameters.ts';
import { CLASS_WEIGHTS, type ClassWeight, classWeightSpace } from './class-weights.ts';
import { exportNetwork } from './neural/export.ts';
import type { LogisticAnswer, LogisticProblem } from './neural/learn-logistic.ts';
import { learnOffThread } from './neural/off-thread.ts';
import { type NetworkModel, predictNetwork } from './neural/predict.ts';
import { prepare, samplesOf } from './neural/samples.ts';
import { type FittedModel, isClassified, shapeOf, type Trainer } from './trainer.ts';

/** Multinomial logistic regression on standardised features. */
export type LogisticHyperparameters = {
  /**
   * What a row's loss weighs against the penalty ½‖weights‖², 1e-6 to 1e6: the smaller, the flatter the model. As in
   * scikit-learn for three classes or more; two classes have two columns of weights here, which counts C double.
   */
  readonly C: number;
  readonly classWeight: ClassWeight;
  /** Steps at most, 1 to 1,000,000; it ends where the gradient is 0 to float32, usually after 100 to 1,000. */
  readonly iterations: number;
};

const ALLOWED = {
  C: number(1e-6, 1e6, 1),
  classWeight: oneOf(...CLASS_WEIGHTS),
  iterations: integer(1, 1_000_000, 2000),
};

/** The curvature of so many features and classes still is inverted in seconds. */
export const LOGISTIC_MAX_FEATURES = 1000;

const WORKER = new URL('./neural/logistic-worker.ts', import.meta.url);

/** Its loss is convex: validation rows would end nothing earlier, and the seed changes nothing. */
export const logisticTrainer: Trainer<LogisticHyperparameters> = {
  name: 'logistic',
  tasks: ['classification'],
  defaults: () => ({ C: 1, classWeight: 'none', iterations: 2000 }),
  space: ({ task }) => ({
    C: { kind: 'float', low: 1e-3, high: 1e3, log: true, step: null },
    ...classWeightSpace(task),
  }),
  async fit(rows, given, options = {}): Promise<FittedModel> {
    if (!isClassified(rows)) {
      throw new UserError('logistic regression fits classes; the target is a measured quantity');
    }
    checkWidth(rows.width);
    const hyperparameters = { ...logisticTrainer.defaults(shapeOf(rows)), ...given };
    checkHyperparameters('logistic', hyperparameters, ALLOWED);
    const preparation = prepare(rows, hyperparameters.classWeight);
    const problem: LogisticProblem = {
      samples: samplesOf(rows, preparation),
      penalty: 1 / (hyperparameters.C * rows.count),
      iterations: hyperparameters.iterations,
    };
    const answer = await learnOffThread<LogisticProblem, LogisticAnswer>(WORKER, problem, options);
    const model: NetworkModel = {
      network: { task: 'classification', widths: [rows.width, rows.classes] },
      parameters: answer.parameters,
      ...preparation,
    };
    return {
      predict: (features) => predictNetwork(model, features),
      exportOnnx: (classes) => exportNetwork(model, 'logistic', classes),
      chunkRows: null,
      hyperparameters: { ...hyperparameters, iterations: answer.iterations },
      facts: { iterations: answer.iterations, largestGradient: answer.slope },
    };
  },
};

function checkWidth(width: number): void {
  if (width <= LOGISTIC_MAX_FEATURES) return;
  throw new UserError(
    `the data have ${width} features; logistic regression takes ${LOGISTIC_MAX_FEATURES} at most. ` +
      'Choose some with --features',
  );
}
