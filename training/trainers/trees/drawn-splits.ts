import type { Random } from '../../random.ts';
import type { Criterion } from './criterion.ts';
import type { GrowingNode, Splitter } from './grow.ts';

/**
 * A forest's splits: the best of a few features that are drawn anew for each node (Breiman, "Random forests",
 * Machine Learning 45, 2001). As in scikit-learn a split needs no gain, so that trees grow until their leaves are
 * pure, and as long as all features drawn are constant in a node, another is drawn.
 */
export class DrawnSplits implements Splitter {
  readonly #criterion: Criterion;
  readonly #random: Random;
  readonly #perSplit: number;
  readonly #features: Int32Array;

  /** @param perSplit features per split, 1 to `width` */
  constructor(criterion: Criterion, width: number, perSplit: number, random: Random) {
    this.#criterion = criterion;
    this.#random = random;
    this.#perSplit = perSplit;
    this.#features = Int32Array.from({ length: width }, (_, feature) => feature);
  }

  searchRoot(root: GrowingNode): void {
    this.#search(root);
  }

  searchChildren(_parent: GrowingNode, left: GrowingNode, right: GrowingNode): void {
    this.#search(left);
    this.#search(right);
  }

  #search(node: GrowingNode): void {
    if (!node.splittable || !this.#criterion.load(node)) return;
    const features = this.#features;
    let useful = false;
    for (let drawn = 0; drawn < features.length && (drawn < this.#perSplit || !useful); drawn++) {
      const other = drawn + this.#random.below(features.length - drawn);
      const feature = features[other]!;
      features[other] = features[drawn]!;
      features[drawn] = feature;
      if (this.#criterion.search(node, feature)) useful = true;
    }
  }
}
