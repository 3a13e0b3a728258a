/** A training step that onnxruntime runs: tensors of float32 in, tensors of float32 out. */

/** A float32 tensor, row-major. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export type FloatTensors = Readonly<Record<string, FloatTensor>>;

export interface StepSession {
  /** Runs the graph once. @returns its outputs by name, in memory of their own */
  run(feeds: FloatTensors): Promise<FloatTensors>;
  /** Frees the graph's memory. */
  release(): Promise<void>;
}

/** Loads a graph whose inputs and outputs are all float32. */
export type OpenStepSession = (model: Uint8Array) => Promise<StepSession>;

export function floats(data: Float32Array, ...dims: number[]): FloatTensor {
  return { data, dims };
}
