import type { ClassLabel } from '../../../lib/contract/signature.ts';
import { attr, encodeModel, graph, modelProto, valueInfo } from '../../../lib/model/onnx/build.ts';
import { GraphWriter } from '../graph-writer.ts';
import { labelInGraph } from '../label-graph.ts';
import { scaleInGraph } from '../scaler.ts';
import { GRAPH_TENSORS } from '../trainer.ts';
import { layersOf } from './network.ts';
import type { NetworkModel } from './predict.ts';

/**
 * The network as a graph: standardisation, a Gemm for each layer, rectifiers between them, and softmax or the way
 * back to the target's own units. @param name the family
 */
export function exportNetwork(model: NetworkModel, name: string, classes: readonly ClassLabel[]): Uint8Array {
  const writer = new GraphWriter();
  const output = layersInGraph(writer, model);
  const isRegression = model.network.task === 'regression';
  if (isRegression) addValue(writer, output, model);
  else {
    writer.apply('Softmax', [output], { axis: attr.int(1) }, GRAPH_TENSORS.probabilities);
    labelInGraph(writer, GRAPH_TENSORS.probabilities, classes, 1);
  }
  return encodeModel(
    modelProto({
      graph: graph({
        name,
        nodes: writer.nodes,
        initializers: writer.initializers,
        inputs: [valueInfo(GRAPH_TENSORS.input, 'float', ['N', model.network.widths[0]!])],
        outputs: isRegression
          ? [valueInfo(GRAPH_TENSORS.value, 'float', ['N'])]
          : [
              valueInfo(GRAPH_TENSORS.label, 'int64', ['N']),
              valueInfo(GRAPH_TENSORS.probabilities, 'float', ['N', classes.length]),
            ],
      }),
    }),
  );
}

function layersInGraph(writer: GraphWriter, { network, parameters, scaler }: NetworkModel): string {
  const layers = layersOf(network);
  let signal = scaleInGraph(writer, GRAPH_TENSORS.input, scaler);
  for (const [at, { inputs, outputs, weights, biases, end }] of layers.entries()) {
    const factors = writer.floats([inputs, outputs], parameters.subarray(weights, biases));
    const constants = writer.floats([outputs], parameters.subarray(biases, end));
    signal = writer.apply('Gemm', [signal, factors, constants]);
    if (at < layers.length - 1) signal = writer.apply('Relu', [signal]);
  }
  return signal;
}

function addValue(writer: GraphWriter, output: string, { targetScale }: NetworkModel): void {
  const flat = writer.apply('Reshape', [output, writer.integers([-1])]);
  const spread = writer.apply('Mul', [flat, writer.floats([], [targetScale.deviation])]);
  writer.apply('Add', [spread, writer.floats([], [targetScale.mean])], {}, GRAPH_TENSORS.value);
}
