import type { ClassLabel } from '../../lib/contract/signature.ts';
import { attr } from '../../lib/model/onnx/build.ts';
import type { GraphWriter } from './graph-writer.ts';
import { GRAPH_TENSORS } from './trainer.ts';

/**
 * Writes the label of the highest score, of equal ones the first. Integers come out as they are; of names, which the
 * signature lists, the position does.
 * @param axis of `scores`, along which the classes lie
 */
export function labelInGraph(
  writer: GraphWriter,
  scores: string,
  classes: readonly ClassLabel[],
  axis: 0 | 1,
): void {
  const best = { axis: attr.int(axis), keepdims: attr.int(0) };
  if (!classes.every((label) => typeof label === 'number')) {
    writer.apply('ArgMax', [scores], best, GRAPH_TENSORS.label);
    return;
  }
  const position = writer.apply('ArgMax', [scores], best);
  writer.apply('Gather', [writer.integers(classes), position], {}, GRAPH_TENSORS.label);
}
