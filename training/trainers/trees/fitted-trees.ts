import type { FittedModel, Hyperparameters } from '../trainer.ts';
import { exportTrees } from './export.ts';
import { predictTrees, type TreeModel } from './tree-model.ts';

/** A tree model as a trainer hands it back. */
export function fittedTrees(model: TreeModel, hyperparameters: Hyperparameters): FittedModel {
  const { trees } = model.ensemble;
  const nodes = trees.reduce((sum, { children }) => sum + children.length, 0);
  return {
    predict: (rows) => predictTrees(model, rows),
    exportOnnx: (classes) => exportTrees(model, classes),
    // One batch: the runtime walks it tree by tree.
    chunkRows: null,
    hyperparameters,
    facts: { trees: trees.length, nodes, leaves: (nodes + trees.length) / 2 },
  };
}
