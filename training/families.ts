import { UserError } from '../lib/contract/errors.ts';
import { boostingTrainer } from './trainers/boosting.ts';
import { forestTrainer } from './trainers/forest.ts';
import { logisticTrainer } from './trainers/logistic.ts';
import { mlpTrainer } from './trainers/mlp.ts';
import { svmTrainer } from './trainers/svm.ts';
import type { Task, Trainer } from './trainers/trainer.ts';

/** The families that a search chooses from, by name, in the order in which they are shown. */
export const FAMILIES: Readonly<Record<string, Trainer>> = {
  [svmTrainer.name]: svmTrainer,
  [logisticTrainer.name]: logisticTrainer,
  [mlpTrainer.name]: mlpTrainer,
  [forestTrainer.name]: forestTrainer,
  [boostingTrainer.name]: boostingTrainer,
};

/** The families that learn a task, by name. */
export function familiesFor(task: Task): string[] {
  return Object.keys(FAMILIES).filter((name) => FAMILIES[name]!.tasks.includes(task));
}

/** @param name default: the first family that learns the task. @throws UserError for one that is none or does not */
export function familyOf(task: Task, name?: string): Trainer {
  const known = familiesFor(task);
  const chosen = name ?? known[0]!;
  if (known.includes(chosen)) return FAMILIES[chosen]!;
  const why = Object.hasOwn(FAMILIES, chosen)
    ? `"${chosen}" learns no ${task}`
    : `there is no family "${chosen}"`;
  throw new UserError(`${why}; the families for a ${task} are: ${known.join(', ')}`);
}
