import type { ClassLabel } from '../../../lib/contract/signature.ts';
import { encodeModel, graph, modelProto, valueInfo } from '../../../lib/model/onnx/build.ts';
import { coupleInGraph } from '../coupling-graph.ts';
import { GraphWriter } from '../graph-writer.ts';
import { labelInGraph } from '../label-graph.ts';
import { scaleInGraph } from '../scaler.ts';
import { GRAPH_TENSORS } from '../trainer.ts';
import { kernelSumInGraph } from './kernel-graph.ts';
import type { SvmModel } from './model.ts';

/**
 * Rows per run: a block of support vectors (kernel-graph.ts) and this many rows share the cache. For 10,000 wines
 * and 3,100 vectors of 3 features, a run of 64 rows each takes 41 ms in all, 256: 30, 512: 30, 1,024: 30,
 * 2,048: 39.
 */
export const SVM_CHUNK_ROWS = 512;

/**
 * The whole model as one graph of plain matrix operators: the SVMClassifier operator of ai.onnx.ml takes ten times
 * as long. It holds the scaling, the kernel, the one-against-one decisions, Platt's probabilities and their
 * coupling. The label is the class of the highest probability, so that it and the confidence never disagree.
 */
export function exportSvm(model: SvmModel, classes: readonly ClassLabel[]): Uint8Array {
  const writer = new GraphWriter();
  const scaled = scaleInGraph(writer, GRAPH_TENSORS.input, model.scaler);
  const { weights, bias } = plattLogits(model);
  const logits = kernelSumInGraph(writer, scaled, model, weights, bias);
  const pairwise = writer.apply('Sigmoid', [logits]);
  const coupled = coupleInGraph(writer, pairwise, model.classes);
  writer.apply('Transpose', [coupled], {}, GRAPH_TENSORS.probabilities);
  labelInGraph(writer, coupled, classes, 0);
  const { nodes, initializers } = writer;
  return encodeModel(
    modelProto({
      graph: graph({
        name: 'svm',
        nodes,
        initializers,
        inputs: [valueInfo(GRAPH_TENSORS.input, 'float', ['N', model.width])],
        outputs: [
          valueInfo(GRAPH_TENSORS.label, 'int64', ['N']),
          valueInfo(GRAPH_TENSORS.probabilities, 'float', ['N', model.classes]),
        ],
      }),
    }),
  );
}

/** Platt's −(A · decision + B) is linear in the kernels too: its factors go into the weights. */
function plattLogits(model: SvmModel): { weights: Float64Array; bias: Float64Array } {
  const { rho, probA, probB } = model;
  const pairs = rho.length;
  return {
    weights: model.weights.map((weight, index) => -probA[index % pairs]! * weight),
    bias: rho.map((threshold, pair) => probA[pair]! * threshold - probB[pair]!),
  };
}
