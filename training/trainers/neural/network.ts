import type { Random } from '../../random.ts';
import type { Task } from '../trainer.ts';

/**
 * A multilayer perceptron's shape. Its parameters are one vector, layer after layer: of each layer the weights,
 * row-major [inputs, outputs], then the biases [outputs].
 */
export interface Network {
  readonly task: Task;
  /** The units of each layer, the features first, the answers last: [11, 64, 64, 7]. A regression ends in 1. */
  readonly widths: readonly number[];
}

/** One layer's part of the parameters. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Where its weights begin in the vector. */
  readonly weights: number;
  /** Where its biases begin. */
  readonly biases: number;
  /** Where the next layer begins. */
  readonly end: number;
}

export function layersOf({ widths }: Network): Layer[] {
  let weights = 0;
  return widths.slice(1).map((outputs, at) => {
    const inputs = widths[at]!;
    const biases = weights + inputs * outputs;
    const layer = { inputs, outputs, weights, biases, end: biases + outputs };
    weights = layer.end;
    return layer;
  });
}

/** The number of parameters. */
export function sizeOf(network: Network): number {
  return layersOf(network).at(-1)!.end;
}

/**
 * Weights to start from: uniform with the variance 2/inputs, which keeps the size of signals from layer to layer of
 * rectifiers (He et al., "Delving deep into rectifiers", 2015); biases 0.
 */
export function initialParameters(network: Network, random: Random): Float32Array {
  const parameters = new Float32Array(sizeOf(network));
  for (const { inputs, weights, biases } of layersOf(network)) {
    const bound = Math.sqrt(6 / inputs);
    for (let at = weights; at < biases; at++) parameters[at] = bound * (2 * random.uniform() - 1);
  }
  return parameters;
}

/** 1 for weights and 0 for biases, which no penalty shrinks. */
export function weightMask(network: Network): Float32Array {
  const mask = new Float32Array(sizeOf(network));
  for (const { weights, biases } of layersOf(network)) mask.fill(1, weights, biases);
  return mask;
}
