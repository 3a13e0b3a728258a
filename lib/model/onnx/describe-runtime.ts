import type { Runtime } from '../../contract/manifest.ts';
import { inputWidth, type Signature } from '../../contract/signature.ts';
import { checkClassLabels } from './class-labels.ts';
import { describeOutputs, type OutputNames } from './describe-outputs.ts';
import { inspectModel, type ModelStructure, type ModelValue } from './inspect.ts';
import { ML_DOMAIN } from './messages.ts';
import { UnservableModel } from './unservable.ts';

export interface RuntimeOverrides {
  /** Which output is which, where types and shapes do not tell. Default: found by type and shape. */
  readonly outputs?: OutputNames;
  /** Rows a run takes at most, or null for all at once. Default: null. */
  readonly chunkRows?: number | null;
}

/**
 * How the runtime calls a graph: its one float32 input [n, d], d being the signature's number of features, and
 * the outputs that hold labels, probabilities or values.
 * @throws UnservableModel where the graph does not fit the signature, or must not be served at all
 */
export function describeRuntime(
  model: Uint8Array,
  signature: Signature,
  overrides: RuntimeOverrides = {},
): Runtime {
  const structure = inspectModel(model);
  const inputTensor = describeInput(structure, signature);
  const outputs = describeOutputs(structure.outputs, signature, overrides.outputs ?? {});
  const { classLabels } = structure;
  // Labels are read by their names: only the columns of probabilities depend on the order.
  if (classLabels !== undefined && outputs.probabilityTensor !== null)
    checkClassLabels(classLabels, signature);
  return {
    inputTensor,
    ...outputs,
    chunkRows: overrides.chunkRows ?? null,
    // A graph of classical operators alone may import their domain only.
    opset: structure.opsets[''] ?? structure.opsets[ML_DOMAIN] ?? 1,
    irVersion: structure.irVersion,
  };
}

function describeInput({ inputs }: ModelStructure, signature: Signature): string {
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) throw inputCount(inputs);
  checkInputType(input);
  if (input.shape !== undefined) checkInputShape(input.name, input.shape, inputWidth(signature));
  return input.name;
}

function inputCount(inputs: readonly ModelValue[]): UnservableModel {
  const names = inputs.map(({ name }) => name).join(', ') || 'none';
  return new UnservableModel(
    'input-count',
    `it has ${inputs.length} inputs (${names}); one float32 tensor [n, features] is fed`,
    "Export with a single input, for example initial_types=[('input', FloatTensorType([None, 11]))] in skl2onnx, or Concat the inputs in the graph",
  );
}

function checkInputType(input: ModelValue): void {
  if (input.kind === 'tensor' && input.type === 'float') return;
  const came = input.kind === 'tensor' ? `a tensor of ${input.type ?? 'an unknown type'}` : `a ${input.kind}`;
  throw new UnservableModel(
    'input-type',
    `its input ${input.name} is ${came}; float32 is fed`,
    'Export with a float32 input (FloatTensorType in skl2onnx, model.float() in PyTorch); Cast to another type inside the graph',
  );
}

function checkInputShape(name: string, shape: readonly (number | string | null)[], features: number): void {
  const came = `its input ${name} has the shape [${shape.map((size) => size ?? '?').join(', ')}]`;
  const [rows, width] = shape;
  if (shape.length !== 2) {
    throw new UnservableModel(
      'input-shape',
      `${came}; a matrix [n, ${features}] is fed`,
      'Export for one row of features per record; Reshape inside the graph if it needs another form',
    );
  }
  if (typeof rows === 'number') {
    throw new UnservableModel(
      'fixed-batch',
      `${came}, a fixed number of rows; a batch has any number`,
      "Export with a dynamic batch axis: dynamic_axes={'input': {0: 'n'}} in torch.onnx, [None, d] in skl2onnx",
    );
  }
  if (typeof width === 'number' && width !== features) {
    throw new UnservableModel(
      'input-width',
      `${came}, but the signature has ${features} features`,
      'List in the signature exactly the columns that the model was trained on, in their order',
    );
  }
}
