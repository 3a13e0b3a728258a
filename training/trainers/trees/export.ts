import type { ClassLabel } from '../../../lib/contract/signature.ts';
import {
  type AttributeValue,
  attr,
  encodeModel,
  graph,
  ML_DOMAIN,
  modelProto,
  node,
  valueInfo,
} from '../../../lib/model/onnx/build.ts';
import { ATTRIBUTE_TYPE } from '../../../lib/model/onnx/messages.ts';
import { GraphWriter } from '../graph-writer.ts';
import { GRAPH_TENSORS } from '../trainer.ts';
import type { Ensemble, Tree } from './tree.ts';
import type { TreeModel } from './tree-model.ts';

const SUMS = 'sums';

/**
 * The model as one TreeEnsembleRegressor with an output per class, whose sums plain operators turn into labels and
 * probabilities: TreeEnsembleClassifier, which runs the same code over the trees, has rules of its own for two
 * classes and for ties.
 * @param classes none for a regression
 */
export function exportTrees(model: TreeModel, classes: readonly ClassLabel[]): Uint8Array {
  const { ensemble, head } = model;
  const writer = new GraphWriter();
  writer.nodes.push(
    node('TreeEnsembleRegressor', [GRAPH_TENSORS.input], [SUMS], ensembleAttributes(ensemble), ML_DOMAIN),
  );
  if (head.kind === 'value') writeValue(writer, head.scale, head.offset);
  else writeClasses(writer, model, classes);
  const { nodes, initializers } = writer;
  const outputs =
    head.kind === 'value'
      ? [valueInfo(GRAPH_TENSORS.value, 'float', ['N'])]
      : [
          valueInfo(GRAPH_TENSORS.label, 'int64', ['N']),
          valueInfo(GRAPH_TENSORS.probabilities, 'float', ['N', classes.length]),
        ];
  const inputs = [valueInfo(GRAPH_TENSORS.input, 'float', ['N', ensemble.width])];
  return encodeModel(modelProto({ graph: graph({ name: 'trees', nodes, initializers, inputs, outputs }) }));
}

function writeValue(writer: GraphWriter, scale: number, offset: number): void {
  const scaled = writer.apply('Mul', [SUMS, writer.floats([], [scale])]);
  const values = writer.apply('Add', [scaled, writer.floats([], [offset])]);
  writer.apply('Reshape', [values, writer.integers([-1])], {}, GRAPH_TENSORS.value);
}

function writeClasses(
  writer: GraphWriter,
  { ensemble, head }: TreeModel,
  classes: readonly ClassLabel[],
): void {
  const { probabilities } = GRAPH_TENSORS;
  if (head.kind === 'shares') {
    const trees = writer.floats([], [ensemble.trees.length]);
    writer.apply('Div', [SUMS, trees], {}, probabilities);
    writeLabel(writer, SUMS, classes);
  } else if (head.kind === 'softmax') {
    writer.apply('Softmax', [SUMS], { axis: attr.int(1) }, probabilities);
    writeLabel(writer, SUMS, classes);
  } else {
    const both = writer.apply('Concat', [writer.apply('Neg', [SUMS]), SUMS], { axis: attr.int(1) });
    writer.apply('Sigmoid', [both], {}, probabilities);
    writeLabel(writer, both, classes);
  }
}

/** Integers come out as they are; of names, which the signature lists, the position does. Of ties the first. */
function writeLabel(writer: GraphWriter, scores: string, classes: readonly ClassLabel[]): void {
  const best = { axis: attr.int(1), keepdims: attr.int(0) };
  if (!classes.every((label) => typeof label === 'number')) {
    writer.apply('ArgMax', [scores], best, GRAPH_TENSORS.label);
    return;
  }
  const position = writer.apply('ArgMax', [scores], best);
  writer.apply('Gather', [writer.integers(classes), position], {}, GRAPH_TENSORS.label);
}

/** The trees one after another, as the attributes of ai.onnx.ml's tree ensembles. */
function ensembleAttributes({ trees, base }: Ensemble): Record<string, AttributeValue> {
  const nodes = trees.flatMap(({ children }, tree) => Array.from(children, () => tree));
  const perNode = <T>(value: (tree: Tree, node: number) => T): T[] =>
    trees.flatMap((tree) => Array.from(tree.children, (_, id) => value(tree, id)));
  const leaves = trees.flatMap((tree, number) =>
    Array.from(tree.children.keys()).flatMap((id) =>
      Array.from({ length: tree.starts[id + 1]! - tree.starts[id]! }, (_, i) => {
        const at = tree.starts[id]! + i;
        return { tree: number, id, output: tree.outputs[at]!, value: tree.values[at]! };
      }),
    ),
  );
  return {
    n_targets: attr.int(base.length),
    base_values: attr.floats(base),
    nodes_treeids: attr.ints(nodes),
    nodes_nodeids: attr.ints(perNode((_, id) => id)),
    nodes_featureids: attr.ints(perNode((tree, id) => tree.features[id]!)),
    nodes_modes: modes(perNode((tree, id) => tree.children[id] !== 0)),
    nodes_values: attr.floats(perNode((tree, id) => tree.thresholds[id]!)),
    nodes_truenodeids: attr.ints(perNode((tree, id) => tree.children[id]!)),
    nodes_falsenodeids: attr.ints(
      perNode((tree, id) => (tree.children[id] === 0 ? 0 : tree.children[id]! + 1)),
    ),
    target_treeids: attr.ints(leaves.map(({ tree }) => tree)),
    target_nodeids: attr.ints(leaves.map(({ id }) => id)),
    target_ids: attr.ints(leaves.map(({ output }) => output)),
    target_weights: attr.floats(leaves.map(({ value }) => value)),
  };
}

/** The same two texts for hundreds of thousands of nodes: encoded once each. */
function modes(splits: readonly boolean[]): AttributeValue {
  const encoder = new TextEncoder();
  const [split, leaf] = [encoder.encode('BRANCH_LEQ'), encoder.encode('LEAF')];
  return { type: ATTRIBUTE_TYPE.strings, strings: splits.map((isSplit) => (isSplit ? split : leaf)) };
}
