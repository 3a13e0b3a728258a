import { svmTrainer } from './trainers/svm.ts';
import type { Trainer } from './trainers/trainer.ts';

/** The families that a search chooses from, by name, in the order in which they are shown. */
export const FAMILIES: Readonly<Record<string, Trainer>> = {
  [svmTrainer.name]: svmTrainer,
};
