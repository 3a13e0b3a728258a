import { boostingTrainer } from '../../../training/trainers/boosting.ts';
import { forestTrainer } from '../../../training/trainers/forest.ts';
import { logisticTrainer } from '../../../training/trainers/logistic.ts';
import { mlpTrainer } from '../../../training/trainers/mlp.ts';
import { svmTrainer } from '../../../training/trainers/svm.ts';
import type { Hyperparameters, Trainer } from '../../../training/trainers/trainer.ts';

/** One family against its peer of scikit-learn, with the same hyperparameters and as many iterations. */
export interface Contest {
  readonly name: string;
  readonly trainer: Trainer;
  /** In the trainer's words; the peer's script says them in scikit-learn's. */
  readonly hyperparameters: Hyperparameters;
  /** What our fit may take of the peer's, at most; undefined for a figure that is told and not judged. */
  readonly target?: number;
}

/** Early stopping is off on either side: an MLP does all its epochs, boosting all its iterations. */
const PERCEPTRON = { learningRate: 0.001, alpha: 0.0001, batchSize: 200, epochs: 200 };

export const CONTESTS: readonly Contest[] = [
  {
    name: 'SVM ÷ SVC(probability=True)',
    trainer: svmTrainer,
    hyperparameters: { C: 10, gamma: 1 },
    target: 1.7,
  },
  {
    name: 'boosting ÷ HistGradientBoostingClassifier',
    trainer: boostingTrainer,
    hyperparameters: { iterations: 100, learningRate: 0.1, maxLeaves: 31, minLeaf: 20, l2: 0 },
    target: 1.5,
  },
  {
    name: 'forest ÷ RandomForestClassifier(100)',
    trainer: forestTrainer,
    hyperparameters: { trees: 100 },
    target: 1.5,
  },
  {
    name: 'MLP (100) ÷ MLPClassifier',
    trainer: mlpTrainer,
    hyperparameters: { ...PERCEPTRON, hiddenLayers: 1, hiddenWidth: 100 },
    target: 0.7,
  },
  {
    name: 'MLP (64, 64) ÷ MLPClassifier',
    trainer: mlpTrainer,
    hyperparameters: { ...PERCEPTRON, hiddenLayers: 2, hiddenWidth: 64 },
    target: 0.7,
  },
  {
    name: 'logistic ÷ LogisticRegression',
    trainer: logisticTrainer,
    hyperparameters: { C: 1, iterations: 2000 },
  },
];
