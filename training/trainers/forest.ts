import { checkHyperparameters, integer, number, oneOf } from './check-hyperparameters.ts';
import { CLASS_WEIGHTS, type ClassWeight, classWeightSpace } from './class-weights.ts';
import { type FittedModel, shapeOf, type Trainer } from './trainer.ts';
import { fittedTrees } from './trees/fitted-trees.ts';
import { forestModel } from './trees/forest-model.ts';
import { forestTarget } from './trees/forest-target.ts';
import { growForest } from './trees/grow-forest.ts';

/** Trees on bootstrapped rows, whose answers are averaged. */
export type ForestHyperparameters = {
  /** How many, 1 to 2,000. */
  readonly trees: number;
  /** The share of the features that each split chooses from, above 0 to 1; one feature at least. */
  readonly maxFeatures: number;
  /** Distinct rows of a leaf at least, 1 to 100,000. */
  readonly minLeaf: number;
  /** Splits from the root to a leaf at most, 1 to 256: so many that trees grow until their leaves are pure. */
  readonly maxDepth: number;
  /** Whether rare classes count more. Of no effect in a regression. */
  readonly classWeight: ClassWeight;
};

const ALLOWED = {
  trees: integer(1, 2000, 100),
  maxFeatures: number(1e-6, 1, 0.5),
  minLeaf: integer(1, 100_000, 1),
  maxDepth: integer(1, 256, 16),
  classWeight: oneOf(...CLASS_WEIGHTS),
};

/** The random forest (Breiman, Machine Learning 45, 2001), with scikit-learn's defaults and averages. */
export const forestTrainer: Trainer<ForestHyperparameters> = {
  name: 'forest',
  tasks: ['classification', 'regression'],
  defaults: ({ task, features }) => ({
    trees: 100,
    maxFeatures: task === 'classification' ? 1 / Math.sqrt(features) : 1,
    minLeaf: 1,
    maxDepth: 256,
    classWeight: 'none',
  }),
  space: ({ task, features }) => ({
    trees: { kind: 'int', low: 50, high: 300, log: false, step: 50 },
    maxFeatures: { kind: 'float', low: 1 / features, high: 1, log: false, step: null },
    minLeaf: { kind: 'int', low: 1, high: 20, log: true, step: 1 },
    maxDepth: { kind: 'int', low: 4, high: 64, log: true, step: 1 },
    ...classWeightSpace(task),
  }),
  async fit(rows, given, options = {}): Promise<FittedModel> {
    const hyperparameters = { ...forestTrainer.defaults(shapeOf(rows)), ...given };
    checkHyperparameters('forest', hyperparameters, ALLOWED);
    const target = forestTarget(rows, hyperparameters.classWeight);
    const trees = await growForest(rows, target, hyperparameters, options);
    return fittedTrees(forestModel(rows.width, target, trees), {
      ...hyperparameters,
      trees: trees.length,
    });
  },
};
