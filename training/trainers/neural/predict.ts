import { applyScaler, type Scaler } from '../scaler.ts';
import type { TargetScale } from '../target-scale.ts';
import type { Answers, FeatureRows } from '../trainer.ts';
import { type Layer, layersOf, type Network } from './network.ts';

/** A fitted network, and how it reads rows. */
export interface NetworkModel {
  readonly network: Network;
  readonly parameters: Float32Array;
  readonly scaler: Scaler;
  /** How a regression's output becomes a value: deviation · output + mean. */
  readonly targetScale: TargetScale;
}

/** The network's answers in float64: what its graph computes in float32. */
export function predictNetwork(model: NetworkModel, rows: FeatureRows): Answers {
  const outputs = outputsOf(model, rows);
  if (model.network.task === 'regression') {
    const { mean, deviation } = model.targetScale;
    return { values: outputs.map((output) => deviation * output + mean) };
  }
  const classes = model.network.widths.at(-1)!;
  const labels = new Int32Array(rows.count);
  for (let row = 0; row < rows.count; row++) {
    const own = outputs.subarray(row * classes, (row + 1) * classes);
    softmax(own);
    labels[row] = own.indexOf(Math.max(...own));
  }
  return { labels, probabilities: outputs };
}

/** The last layer's output, row-major [count, answers]. */
function outputsOf({ network, parameters, scaler }: NetworkModel, rows: FeatureRows): Float64Array {
  const layers = layersOf(network);
  let signal = Float64Array.from(applyScaler(scaler, rows));
  for (const [at, layer] of layers.entries()) {
    signal = layerOutput(layer, parameters, signal, rows.count);
    if (at < layers.length - 1) signal = signal.map((value) => Math.max(value, 0));
  }
  return signal;
}

function layerOutput(layer: Layer, parameters: Float32Array, signal: Float64Array, count: number) {
  const { inputs, outputs, weights, biases, end } = layer;
  const result = new Float64Array(count * outputs);
  for (let row = 0; row < count; row++) {
    const to = row * outputs;
    result.set(parameters.subarray(biases, end), to);
    for (let i = 0; i < inputs; i++) {
      const value = signal[row * inputs + i]!;
      if (value === 0) continue;
      const from = weights + i * outputs;
      for (let j = 0; j < outputs; j++) result[to + j]! += value * parameters[from + j]!;
    }
  }
  return result;
}

/** In place; the largest is taken away first, so that nothing overflows. */
function softmax(values: Float64Array): void {
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(values[i]! - largest);
    sum += values[i]!;
  }
  for (let i = 0; i < values.length; i++) values[i]! /= sum;
}
