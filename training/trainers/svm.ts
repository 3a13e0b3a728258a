import { checkHyperparameters, number, oneOf } from './check-hyperparameters.ts';
import { CLASS_WEIGHTS, type ClassWeight, classWeightSpace } from './class-weights.ts';
import { fitClassifier } from './svm/classify.ts';
import { fitRegression } from './svm/regress.ts';
import { isClassified, shapeOf, type Trainer } from './trainer.ts';

/** A C-SVC or an epsilon-SVR with an RBF kernel on standardised features. */
export type SvmHyperparameters = {
  /** The price of a training row on the wrong side, 0.0001 to 10,000. */
  readonly C: number;
  /** The kernel exp(−γ‖x − y‖²)'s γ, 0.0001 to 10,000: the larger, the nearer a row must be to count. */
  readonly gamma: number;
  /** Of a classification: 'balanced' is for classes that are rare here and not where it matters. Default: 'none'. */
  readonly classWeight?: ClassWeight;
  /** Of a regression: how far off a prediction may be at no cost, in deviations of the target; 0 to 1,000. Default: 0.1. */
  readonly epsilon?: number;
};

const ALLOWED = { C: number(1e-4, 1e4, 1), gamma: number(1e-4, 1e4, 0.1) };
const ALLOWED_CLASSES = { ...ALLOWED, classWeight: oneOf(...CLASS_WEIGHTS) };
const ALLOWED_VALUES = { ...ALLOWED, epsilon: number(0, 1e3, 0.1) };

/** The RBF support vector machine of libsvm (Chang & Lin, ACM TIST 2(3), 2011). */
export const svmTrainer: Trainer<SvmHyperparameters> = {
  name: 'svm',
  tasks: ['classification', 'regression'],
  /** libsvm's own: C = 1 and γ = 1/features, and a tube of 0.1. */
  defaults: ({ features, task }) => ({
    C: 1,
    gamma: 1 / features,
    ...(task === 'classification' ? { classWeight: 'none' } : { epsilon: 0.1 }),
  }),
  /**
   * A wide kernel at a high price adds up terms of thousands that cancel: at C = 50 and γ = 1/features the graph's
   * float32 differs from float64 by 2e-4 on the white wines, within these bounds by less than 1e-4. Beyond them fits
   * also take several times as long, and none was more accurate there.
   */
  space: ({ features, task }) => ({
    C: { kind: 'float', low: 0.3, high: 20, log: true, step: null },
    gamma: { kind: 'float', low: 2 / features, high: 300 / features, log: true, step: null },
    ...classWeightSpace(task),
    ...(task === 'regression'
      ? { epsilon: { kind: 'float', low: 0.01, high: 1, log: true, step: null } as const }
      : {}),
  }),
  async fit(rows, given, { signal } = {}) {
    const hyperparameters = { ...svmTrainer.defaults(shapeOf(rows)), ...given };
    if (isClassified(rows)) {
      checkHyperparameters('svm', hyperparameters, ALLOWED_CLASSES);
      const { C, gamma, classWeight = 'none' } = hyperparameters;
      return fitClassifier(rows, { C, gamma, classWeight }, signal);
    }
    checkHyperparameters('svm', hyperparameters, ALLOWED_VALUES);
    const { C, gamma, epsilon = 0.1 } = hyperparameters;
    return fitRegression(rows, { C, gamma, epsilon }, signal);
  },
};
