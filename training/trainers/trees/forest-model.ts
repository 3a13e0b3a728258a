import { alignShares, alignValues, gridFor, sumBound } from './exact-sums.ts';
import type { ForestTarget } from './forest-target.ts';
import type { Tree } from './tree.ts';
import type { TreeModel } from './tree-model.ts';

/** Averages trees: of classes their shares, of values their means. */
export function forestModel(width: number, target: ForestTarget, trees: readonly Tree[]): TreeModel {
  if ('labels' in target) {
    const grid = gridFor(trees.length);
    return {
      ensemble: {
        width,
        base: new Float64Array(target.classes),
        trees: trees.map((tree) => alignShares(tree, grid)),
      },
      head: { kind: 'shares' },
    };
  }
  const base = new Float64Array(1);
  const grid = gridFor(sumBound(trees, base));
  return {
    ensemble: { width, base, trees: trees.map((tree) => alignValues(tree, grid)) },
    head: { kind: 'value', scale: target.scale.deviation / trees.length, offset: target.scale.mean },
  };
}
