import { UserError } from '../../lib/contract/errors.ts';
import { checkHyperparameters, integer, number, oneOf } from './check-hyperparameters.ts';
import { CLASS_WEIGHTS, type ClassWeight, classWeightSpace } from './class-weights.ts';
import { exportNetwork } from './neural/export.ts';
import type { NetworkAnswer, NetworkProblem } from './neural/learn-network.ts';
import { type Network, sizeOf } from './neural/network.ts';
import { learnOffThread } from './neural/off-thread.ts';
import { type NetworkModel, predictNetwork } from './neural/predict.ts';
import { type Preparation, prepare, samplesOf } from './neural/samples.ts';
import {
  type FitOptions,
  type FittedModel,
  isClassified,
  shapeOf,
  type Trainer,
  type TrainingRows,
} from './trainer.ts';

/** A multilayer perceptron with rectifiers, learned by Adam in mini-batches on standardised features. */
export type MlpHyperparameters = {
  /** 1 to 8, all of the same width. */
  readonly hiddenLayers: number;
  /** Units of each, 1 to 4,096. */
  readonly hiddenWidth: number;
  /** Adam's, 1e-8 to 10. */
  readonly learningRate: number;
  /** The L2 penalty, as scikit-learn counts it: alpha/2 · ‖weights‖² beside the sum of a batch's losses; 0 to 10,000. */
  readonly alpha: number;
  /** Rows of a step, 1 to 1,000,000; all when there are fewer. */
  readonly batchSize: number;
  /** Passes over the rows at most, 1 to 100,000: validation rows may end it earlier. */
  readonly epochs: number;
  /** Of a classification. */
  readonly classWeight: ClassWeight;
};

const ALLOWED = {
  hiddenLayers: integer(1, 8, 2),
  hiddenWidth: integer(1, 4096, 64),
  learningRate: number(1e-8, 10, 0.001),
  alpha: number(0, 1e4, 0.0001),
  batchSize: integer(1, 1_000_000, 200),
  epochs: integer(1, 100_000, 200),
  classWeight: oneOf(...CLASS_WEIGHTS),
};

const WORKER = new URL('./neural/network-worker.ts', import.meta.url);

export const mlpTrainer: Trainer<MlpHyperparameters> = {
  name: 'mlp',
  tasks: ['classification', 'regression'],
  /** scikit-learn's own. */
  defaults: () => ({
    hiddenLayers: 1,
    hiddenWidth: 100,
    learningRate: 0.001,
    alpha: 0.0001,
    batchSize: 200,
    epochs: 200,
    classWeight: 'none',
  }),
  /** A fit of 3,918 wines takes 0.1 to 4 s within these bounds. */
  space: ({ task }) => ({
    hiddenLayers: { kind: 'int', low: 1, high: 3, log: false, step: 1 },
    hiddenWidth: { kind: 'int', low: 16, high: 192, log: true, step: 1 },
    learningRate: { kind: 'float', low: 3e-4, high: 0.01, log: true, step: null },
    alpha: { kind: 'float', low: 1e-5, high: 1, log: true, step: null },
    batchSize: { kind: 'int', low: 64, high: 512, log: true, step: 1 },
    epochs: { kind: 'int', low: 20, high: 200, log: true, step: 1 },
    ...classWeightSpace(task),
  }),
  async fit(rows, given, options = {}): Promise<FittedModel> {
    const hyperparameters = { ...mlpTrainer.defaults(shapeOf(rows)), ...given };
    checkHyperparameters('mlp', hyperparameters, ALLOWED);
    const preparation = prepare(rows, hyperparameters.classWeight);
    const network = networkOf(rows, hyperparameters);
    const problem = problemOf(rows, network, preparation, hyperparameters, options);
    const answer = await learnOffThread<NetworkProblem, NetworkAnswer>(
      WORKER,
      problem,
      inTargetUnits(options, preparation),
    );
    if (!Number.isFinite(answer.loss)) throw diverged(hyperparameters, answer.epochs);
    const model: NetworkModel = { network, parameters: answer.parameters, ...preparation };
    return {
      predict: (features) => predictNetwork(model, features),
      exportOnnx: (classes) => exportNetwork(model, 'mlp', classes),
      chunkRows: null,
      hyperparameters: { ...hyperparameters, epochs: answer.epochs },
      facts: { parameters: sizeOf(network), epochs: answer.epochs },
    };
  },
};

function networkOf(rows: TrainingRows, { hiddenLayers, hiddenWidth }: MlpHyperparameters): Network {
  const { task, features, classes } = shapeOf(rows);
  const hidden = new Array<number>(hiddenLayers).fill(hiddenWidth);
  return { task, widths: [features, ...hidden, task === 'classification' ? classes : 1] };
}

function problemOf(
  rows: TrainingRows,
  network: Network,
  preparation: Preparation,
  { alpha, learningRate, batchSize, epochs }: MlpHyperparameters,
  {
    validation,
    seed = 0,
  }: { readonly validation?: TrainingRows | undefined; readonly seed?: number | undefined },
): NetworkProblem {
  if (validation && isClassified(validation) !== isClassified(rows)) {
    throw new TypeError('the validation rows are of another task than the training rows');
  }
  const batch = Math.min(batchSize, rows.count);
  return {
    network,
    samples: samplesOf(rows, preparation),
    validation: validation && samplesOf(validation, preparation),
    penalty: alpha / batch,
    learningRate,
    batchSize: batch,
    epochs,
    seed,
  };
}

/** Tells a regression's mean squared error as that of its targets, not of the standardised ones. */
function inTargetUnits(options: FitOptions, { targetScale }: Preparation): FitOptions {
  const { onIteration } = options;
  if (onIteration === undefined) return options;
  const square = targetScale.deviation ** 2;
  return { ...options, onIteration: (iteration, loss) => onIteration(iteration, square * loss) };
}

function diverged({ learningRate }: MlpHyperparameters, epoch: number): UserError {
  return new UserError(
    `mlp: the loss is no number any more after epoch ${epoch} with a learningRate of ${learningRate}; ` +
      `take a smaller one, such as ${Number((learningRate / 10).toPrecision(3))}`,
  );
}
