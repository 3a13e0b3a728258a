import { checkHyperparameters, integer, number, oneOf } from './check-hyperparameters.ts';
import { CLASS_WEIGHTS, type ClassWeight, classWeightSpace } from './class-weights.ts';
import { type FittedModel, shapeOf, type Trainer } from './trainer.ts';
import { boost } from './trees/boost.ts';
import { boostingModel } from './trees/boosting-model.ts';
import { boostingGoal } from './trees/boosting-target.ts';
import { fittedTrees } from './trees/fitted-trees.ts';

/** Trees that each mend what those before leave wrong. */
export type BoostingHyperparameters = {
  /** Trees per output at most, 1 to 10,000: fewer where it stops early. */
  readonly iterations: number;
  /** How much of each Newton step is taken, above 0 to 1. */
  readonly learningRate: number;
  /** Leaves of a tree at most, 2 to 1,024. */
  readonly maxLeaves: number;
  /** Rows of a leaf at least, 1 to 100,000. */
  readonly minLeaf: number;
  /** What shrinks leaves of little evidence: added to the second derivatives of a leaf, 0 to a million. */
  readonly l2: number;
  /** Iterations without a lower loss on the validation rows, after which it stops: 1 to 10,000. */
  readonly patience: number;
  /** Whether rare classes count more. Of no effect in a regression. */
  readonly classWeight: ClassWeight;
};

const ALLOWED = {
  iterations: integer(1, 10_000, 100),
  learningRate: number(1e-6, 1, 0.1),
  maxLeaves: integer(2, 1024, 31),
  minLeaf: integer(1, 100_000, 20),
  l2: number(0, 1e6, 1),
  patience: integer(1, 10_000, 20),
  classWeight: oneOf(...CLASS_WEIGHTS),
};

/**
 * Gradient boosting (Friedman, Annals of Statistics 29(5), 2001) over histograms (LightGBM: Ke et al., NeurIPS
 * 2017), with the defaults of scikit-learn's HistGradientBoosting. Nothing is drawn: the seed makes no difference.
 */
export const boostingTrainer: Trainer<BoostingHyperparameters> = {
  name: 'boosting',
  tasks: ['classification', 'regression'],
  defaults: ({ rows }) => ({
    iterations: 100,
    learningRate: 0.1,
    maxLeaves: 31,
    // 20, but of few rows fewer: a tree of a hundred rows could not split more than twice.
    minLeaf: Math.max(1, Math.min(20, Math.floor(rows / 20))),
    l2: 0,
    patience: 20,
    classWeight: 'none',
  }),
  space: ({ task }) => ({
    iterations: { kind: 'int', low: 50, high: 300, log: true, step: 1 },
    learningRate: { kind: 'float', low: 0.02, high: 0.3, log: true, step: null },
    maxLeaves: { kind: 'int', low: 4, high: 64, log: true, step: 1 },
    minLeaf: { kind: 'int', low: 2, high: 100, log: true, step: 1 },
    l2: { kind: 'float', low: 1e-3, high: 10, log: true, step: null },
    ...classWeightSpace(task),
  }),
  async fit(rows, given, options = {}): Promise<FittedModel> {
    const hyperparameters = { ...boostingTrainer.defaults(shapeOf(rows)), ...given };
    checkHyperparameters('boosting', hyperparameters, ALLOWED);
    const goal = boostingGoal(rows, hyperparameters.classWeight);
    const { trees, iterations } = await boost(rows, goal, hyperparameters, options);
    return fittedTrees(boostingModel(rows.width, goal, trees), { ...hyperparameters, iterations });
  },
};
