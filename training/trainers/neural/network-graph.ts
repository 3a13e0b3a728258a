import { attr } from '../../../lib/model/onnx/build.ts';
import type { GraphWriter } from '../graph-writer.ts';
import { layersOf, type Network } from './network.ts';

/** Below any weight of a row, and no denormal float. */
const TINY = 1e-30;

/** The tensors that a loss is computed from, by name. */
export interface LossInputs {
  /** [parameters] */
  readonly parameters: string;
  /** [batch, features], standardised. */
  readonly rows: string;
  /** [batch, answers]: what the network should give, times `weights`. */
  readonly targets: string;
  /** [batch, 1]: what each row counts for; they add up to 1. */
  readonly weights: string;
  /** What to call the loss, a scalar that this writes. */
  readonly loss: string;
}

/** A layer as the forward pass saw it: its weights, and the activations that it read. */
interface Pass {
  readonly weights: string;
  readonly input: string;
}

/**
 * The weighted mean loss of a batch and its gradient.
 * @param batch its rows
 * @returns the tensor [parameters] of the gradient
 */
export function gradientInGraph(
  writer: GraphWriter,
  network: Network,
  inputs: LossInputs,
  batch: number,
): string {
  const { passes, output } = forward(writer, network, inputs);
  let delta = lossOf(writer, network, output, inputs);
  const ones = writer.floats([1, batch], new Float32Array(batch).fill(1));
  const flat = writer.integers([-1]);
  const parts: string[] = [];
  for (const [at, { weights, input }] of [...passes.entries()].reverse()) {
    const byWeights = writer.apply('Gemm', [input, delta], { transA: attr.int(1) });
    // The sum over the rows as a product: faster than ReduceSum along the first axis.
    const byBiases = writer.apply('MatMul', [ones, delta]);
    parts.unshift(writer.apply('Reshape', [byWeights, flat]), writer.apply('Reshape', [byBiases, flat]));
    if (at === 0) break;
    const byInput = writer.apply('Gemm', [delta, weights], { transB: attr.int(1) });
    // A rectifier passes the gradient on where it let the signal through: where its output's sign is 1, not 0.
    delta = writer.apply('Mul', [byInput, writer.apply('Sign', [input])]);
  }
  return writer.apply('Concat', parts, { axis: attr.int(0) });
}

/** The loss alone, of rows that are not learned from. */
export function lossInGraph(writer: GraphWriter, network: Network, inputs: LossInputs): void {
  lossOf(writer, network, forward(writer, network, inputs).output, inputs);
}

/** All layers, rectifiers between them; the last one's output as it is. */
function forward(writer: GraphWriter, network: Network, inputs: LossInputs) {
  const layers = layersOf(network);
  const lengths = layers.flatMap(({ weights, biases, end }) => [biases - weights, end - biases]);
  const pieces = writer.split(inputs.parameters, attr.int(0), lengths);
  const passes: Pass[] = [];
  let signal = inputs.rows;
  for (const [at, layer] of layers.entries()) {
    const shape = writer.integers([layer.inputs, layer.outputs]);
    const weights = writer.apply('Reshape', [pieces[2 * at]!, shape]);
    passes.push({ weights, input: signal });
    signal = writer.apply('Gemm', [signal, weights, pieces[2 * at + 1]!]);
    if (at < layers.length - 1) signal = writer.apply('Relu', [signal]);
  }
  return { passes, output: signal };
}

/** Writes the loss. @returns its gradient by the last layer's output, [batch, answers] */
function lossOf(writer: GraphWriter, { task }: Network, output: string, inputs: LossInputs): string {
  return task === 'classification'
    ? crossEntropyInGraph(writer, output, inputs)
    : squaredError(writer, output, inputs);
}

/** −Σ wy · log softmax(z), whose gradient by z is w · softmax(z) − wy. */
export function crossEntropyInGraph(
  writer: GraphWriter,
  output: string,
  { targets, weights, loss }: Omit<LossInputs, 'parameters' | 'rows'>,
): string {
  const logs = writer.apply('LogSoftmax', [output], { axis: attr.int(1) });
  const sum = writer.apply('ReduceSum', [writer.apply('Mul', [targets, logs])], { keepdims: attr.int(0) });
  writer.apply('Neg', [sum], {}, loss);
  return writer.apply('Sub', [writer.apply('Mul', [writer.apply('Exp', [logs]), weights]), targets]);
}

/** Σ w · (z − y)² / 2, whose gradient by z is w · z − wy. The loss that is told is without the half. */
function squaredError(writer: GraphWriter, output: string, { targets, weights, loss }: LossInputs): string {
  const delta = writer.apply('Sub', [writer.apply('Mul', [output, weights]), targets]);
  // (w · (z − y))² / w; rows that fill up a batch have the weight 0 and give 0.
  const divisor = writer.apply('Max', [weights, writer.floats([], [TINY])]);
  const squares = writer.apply('Div', [writer.apply('Mul', [delta, delta]), divisor]);
  writer.apply('ReduceSum', [squares], { keepdims: attr.int(0) }, loss);
  return delta;
}
