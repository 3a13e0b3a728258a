import {
  attr,
  encodeModel,
  graph,
  int64Tensor,
  modelProto,
  node,
  valueInfo,
} from '../../../lib/model/onnx/build.ts';
import { type SampleModel, sampleSignature, WIDTH } from '../../support/onnx-models.ts';

/**
 * A regression that turns the sign of its first feature by a division of whole numbers by -1. It looks harmless,
 * its golden records pass, and on a single value the process dies: the lowest number of 64 bits has no positive
 * counterpart, and x86 answers such a division with SIGFPE, which no try and no halving inside the process
 * survives. (onnxruntime guards against division by zero alone.)
 */
export function signTurner(): SampleModel {
  const parts = graph({
    nodes: [
      node('Gather', ['x', 'column'], ['a'], { axis: attr.int(1) }),
      node('Cast', ['a'], ['whole'], { to: attr.int(7) }),
      node('Div', ['whole', 'minus_one'], ['turned']),
      node('Cast', ['turned'], ['y'], { to: attr.int(1) }),
    ],
    inputs: [valueInfo('x', 'float', ['N', WIDTH])],
    outputs: [valueInfo('y', 'float', ['N', 1])],
    initializers: [int64Tensor('column', [1], [0]), int64Tensor('minus_one', [1], [-1])],
  });
  const signature = { ...sampleSignature([]), carriedKeys: ['id'] };
  return { bytes: encodeModel(modelProto({ graph: parts })), signature, outputs: ['y'] };
}

/** A record with the number of its place. */
export function harmlessRecord(id: number): Record<string, number> {
  return { a: id % 1_000, b: 0, c: 0, d: 0, id };
}

/** The record on which the function dies. */
export function poisonRecord(id: number): Record<string, number> {
  return { ...harmlessRecord(id), a: -(2 ** 63) };
}
