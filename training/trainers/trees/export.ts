import type { ClassLabel } from '../../../lib/contract/signature.ts';
import {
  attr,
  encodeModel,
  graph,
  ML_DOMAIN,
  modelProto,
  node,
  valueInfo,
} from '../../../lib/model/onnx/build.ts';
import { GraphWriter } from '../graph-writer.ts';
import { labelInGraph } from '../label-graph.ts';
import { GRAPH_TENSORS } from '../trainer.ts';
import { ensembleAttributes } from './ensemble-attributes.ts';
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
    labelInGraph(writer, SUMS, classes, 1);
  } else if (head.kind === 'softmax') {
    writer.apply('Softmax', [SUMS], { axis: attr.int(1) }, probabilities);
    labelInGraph(writer, SUMS, classes, 1);
  } else {
    const both = writer.apply('Concat', [writer.apply('Neg', [SUMS]), SUMS], { axis: attr.int(1) });
    writer.apply('Sigmoid', [both], {}, probabilities);
    labelInGraph(writer, both, classes, 1);
  }
}
