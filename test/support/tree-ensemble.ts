import { type AttributeValue, attr } from '../../lib/model/onnx/build.ts';
import { randomFrom } from './random.ts';

export interface TreeEnsembleShape {
  readonly trees: number;
  /** Splits from the root to a leaf; every tree is complete. */
  readonly depth: number;
  /** Features. */
  readonly width: number;
  /** Classes, or 1 for a regression. */
  readonly targets: number;
  /** How ai.onnx.ml calls the leaf attributes: class_weights or target_weights. */
  readonly role: 'class' | 'target';
}

/**
 * The nodes and leaves of random complete trees, as attributes of TreeEnsembleClassifier and
 * TreeEnsembleRegressor. Each leaf gives one target the weight 1 / trees (a regression: a random one), so that a
 * classifier's weights add up to probabilities.
 */
export function treeEnsemble(shape: TreeEnsembleShape): Record<string, AttributeValue> {
  const random = randomFrom(11);
  const inner = 2 ** shape.depth - 1;
  const perTree = 2 * inner + 1;
  const nodes = Array.from({ length: shape.trees * perTree }, (_, i) => ({
    tree: Math.floor(i / perTree),
    id: i % perTree,
    leaf: i % perTree >= inner,
  }));
  const leaves = nodes.filter(({ leaf }) => leaf);
  const { role } = shape;
  return {
    nodes_treeids: attr.ints(nodes.map(({ tree }) => tree)),
    nodes_nodeids: attr.ints(nodes.map(({ id }) => id)),
    nodes_featureids: attr.ints(nodes.map(({ leaf }) => (leaf ? 0 : Math.floor(random() * shape.width)))),
    nodes_modes: attr.strings(nodes.map(({ leaf }) => (leaf ? 'LEAF' : 'BRANCH_LEQ'))),
    nodes_values: attr.floats(nodes.map(({ leaf }) => (leaf ? 0 : random() * 3 - 1.5))),
    nodes_truenodeids: attr.ints(nodes.map(({ id, leaf }) => (leaf ? 0 : 2 * id + 1))),
    nodes_falsenodeids: attr.ints(nodes.map(({ id, leaf }) => (leaf ? 0 : 2 * id + 2))),
    [`${role}_treeids`]: attr.ints(leaves.map(({ tree }) => tree)),
    [`${role}_nodeids`]: attr.ints(leaves.map(({ id }) => id)),
    [`${role}_ids`]: attr.ints(leaves.map(() => Math.floor(random() * shape.targets))),
    [`${role}_weights`]: attr.floats(leaves.map(() => (role === 'class' ? 1 / shape.trees : random() * 10))),
  };
}
