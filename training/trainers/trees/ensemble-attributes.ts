import { type AttributeValue, attr } from '../../../lib/model/onnx/build.ts';
import { ATTRIBUTE_TYPE } from '../../../lib/model/onnx/messages.ts';
import type { Ensemble, Tree } from './tree.ts';

/**
 * Trees as the attributes of ai.onnx.ml's TreeEnsembleRegressor: parallel arrays over the nodes of all trees, and
 * over their leaves' contributions.
 */
export function ensembleAttributes({ trees, base }: Ensemble): Record<string, AttributeValue> {
  const contributions = trees.map((tree) => ({ ids: contributors(tree), tree }));
  const nodeIds = joined(trees, ({ children }) => children.map((_, node) => node));
  return {
    n_targets: attr.int(base.length),
    base_values: attr.floats(base),
    nodes_treeids: attr.ints(joined(trees, ({ children }, tree) => children.map(() => tree))),
    nodes_nodeids: attr.ints(nodeIds),
    nodes_featureids: attr.ints(joined(trees, ({ features }) => features)),
    nodes_modes: modes(joined(trees, ({ children }) => children)),
    nodes_values: attr.floats(joined(trees, ({ thresholds }) => thresholds)),
    nodes_truenodeids: attr.ints(joined(trees, ({ children }) => children)),
    nodes_falsenodeids: attr.ints(
      joined(trees, ({ children }) => children.map((child) => (child === 0 ? 0 : child + 1))),
    ),
    target_treeids: attr.ints(joined(trees, ({ outputs }, tree) => outputs.map(() => tree))),
    target_nodeids: attr.ints(joined(contributions, ({ ids }) => ids)),
    target_ids: attr.ints(joined(trees, ({ outputs }) => outputs)),
    target_weights: attr.floats(joined(trees, ({ values }) => values)),
  };
}

/** The node that each contribution belongs to. */
function contributors({ starts, outputs }: Tree): Int32Array {
  const ids = new Int32Array(outputs.length);
  for (let node = 0; node + 1 < starts.length; node++) ids.fill(node, starts[node], starts[node + 1]);
  return ids;
}

function joined<T>(items: readonly T[], part: (item: T, index: number) => ArrayLike<number>): Float64Array {
  const parts = items.map(part);
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of parts) {
    all.set(each, at);
    at += each.length;
  }
  return all;
}

/** The same two texts for hundreds of thousands of nodes: encoded once each. */
function modes(children: Float64Array): AttributeValue {
  const encoder = new TextEncoder();
  const [split, leaf] = [encoder.encode('BRANCH_LEQ'), encoder.encode('LEAF')];
  return {
    type: ATTRIBUTE_TYPE.strings,
    strings: Array.from(children, (child) => (child === 0 ? leaf : split)),
  };
}
