import { isClassified, type TrainingRows } from '../trainer.ts';
import type { ForestTarget } from './forest-target.ts';
import { addTree, type Tree } from './tree.ts';

/**
 * A forest's loss on some rows, tree by tree: the log loss of its shares, of which each class gets one tree's worth
 * spread evenly (a class without a vote is not impossible), or the mean squared error.
 */
export class ForestLoss {
  readonly #rows: TrainingRows;
  readonly #target: ForestTarget;
  readonly #sums: Float64Array;
  readonly #outputs: number;
  #trees = 0;

  constructor(rows: TrainingRows, target: ForestTarget) {
    this.#rows = rows;
    this.#target = target;
    this.#outputs = 'labels' in target ? target.classes : 1;
    this.#sums = new Float64Array(rows.count * this.#outputs);
  }

  /** @returns the loss with this tree too */
  add(tree: Tree): number {
    this.#trees++;
    addTree(tree, this.#rows, this.#sums, this.#outputs);
    let loss = 0;
    for (let row = 0; row < this.#rows.count; row++) loss += this.#lossOf(row);
    return loss / this.#rows.count;
  }

  #lossOf(row: number): number {
    const rows = this.#rows;
    const target = this.#target;
    if (isClassified(rows)) {
      const share = this.#sums[row * this.#outputs + rows.labels[row]!]!;
      return -Math.log((share + 1 / this.#outputs) / (this.#trees + 1));
    }
    if ('labels' in target) throw new TypeError('the forest learns classes; the validation rows have values');
    const { mean, deviation } = target.scale;
    const value = (this.#sums[row]! / this.#trees) * deviation + mean;
    return (value - rows.targets[row]!) ** 2;
  }
}
