import {
  attr,
  boolTensor,
  encodeModel,
  floatTensor,
  type GraphParts,
  graph,
  int64Tensor,
  ML_DOMAIN,
  type ModelParts,
  modelProto,
  node,
  valueInfo,
} from '../../lib/model/onnx/build.ts';
import type { GraphProto, ModelProto, NodeProto, TypeProto } from '../../lib/model/onnx/messages.ts';
import { DATA_TYPE, LOCATION_EXTERNAL } from '../../lib/model/onnx/messages.ts';
import type { UnservableReason } from '../../lib/model/onnx/unservable.ts';
import { linearRegressor, type SampleModel, sampleSignature, WIDTH } from './onnx-models.ts';

/** A model that publishing refuses, and the reason it gives. */
export interface HostileModel {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly signature: SampleModel['signature'];
  readonly reason: UnservableReason;
}

const input = valueInfo('x', 'float', ['N', WIDTH]);
const output = valueInfo('y', 'float', ['N', 1]);
const sum = node('ReduceSum', ['x', 'axis'], ['y'], { keepdims: attr.int(1) });
const axis = int64Tensor('axis', [1], [1]);

/** y = the sum of the features, any part of the model replaced. */
function summing(changes: Partial<GraphParts> = {}, model: Partial<ModelParts> = {}): ModelProto {
  const parts = { nodes: [sum], inputs: [input], outputs: [output], initializers: [axis], ...changes };
  return modelProto({ graph: graph(parts), ...model });
}

function hostile(name: string, reason: UnservableReason, model: ModelProto | Uint8Array): HostileModel {
  const bytes = model instanceof Uint8Array ? model : encodeModel(model);
  return { name, reason, bytes, signature: sampleSignature([]) };
}

function typed(name: string, type: TypeProto): { name: string; type: TypeProto } {
  return { name, type };
}

/** y = the sum of the features, unless `nodes` change `x` to `z` first. */
function after(nodes: NodeProto[], initializers: GraphParts['initializers'] = []): ModelProto {
  const last = node('ReduceSum', ['z', 'axis'], ['y'], { keepdims: attr.int(1) });
  return summing({ nodes: [...nodes, last], initializers: [axis, ...initializers] });
}

/** An If whose branches are `branch`: a place to hide what must not be there. */
function inBranches(branch: GraphProto): ModelProto {
  const choose = node('If', ['yes'], ['z'], {
    then_branch: attr.graph(branch),
    else_branch: attr.graph(branch),
  });
  return after([choose], [boolTensor('yes', [], [true])]);
}

const loopBody = graph({
  name: 'body',
  nodes: [node('Identity', ['go'], ['again']), node('Add', ['state', 'state'], ['next'])],
  inputs: [
    valueInfo('i', 'int64', []),
    valueInfo('go', 'bool', []),
    valueInfo('state', 'float', ['N', WIDTH]),
  ],
  outputs: [valueInfo('again', 'bool', []), valueInfo('next', 'float', ['N', WIDTH])],
});
const loop = node('Loop', ['', 'yes', 'x'], ['z'], { body: attr.graph(loopBody) });
const yes = boolTensor('yes', [], [true]);

const external = {
  name: 'w',
  dims: [WIDTH],
  dataType: DATA_TYPE.float,
  dataLocation: LOCATION_EXTERNAL,
  externalData: [{ key: 'location', value: '../../etc/passwd' }],
};

/** Refused by a look at the file. */
export const UNSERVABLE_GRAPHS: readonly HostileModel[] = [
  hostile('no ONNX', 'not-onnx', new TextEncoder().encode('PK\u0003\u0004 not a model')),
  hostile('an empty file', 'not-onnx', new Uint8Array()),
  hostile('a cut file', 'not-onnx', linearRegressor().bytes.subarray(0, 100)),
  hostile('a new IR version', 'ir-version', summing({}, { ir: 14 })),
  hostile('an unknown opset', 'opset', summing({}, { opset: 27 })),
  hostile('an unknown ml opset', 'opset', summing({}, { ml: 6 })),
  hostile('a vendor operator', 'domain', after([node('Gelu', ['x'], ['z'], {}, 'com.microsoft')])),
  hostile('a function', 'functions', { ...summing(), functions: [{ name: 'f', domain: 'mine' }] }),
  hostile('a loop', 'loop', after([loop], [yes])),
  hostile(
    'a loop within a branch',
    'loop',
    inBranches(
      graph({
        nodes: [loop],
        inputs: [],
        outputs: [valueInfo('z', 'float', ['N', WIDTH])],
        initializers: [yes],
      }),
    ),
  ),
  hostile('weights elsewhere', 'external-data', after([node('Mul', ['x', 'w'], ['z'])], [external])),
  hostile(
    'weights elsewhere, as an attribute',
    'external-data',
    after([node('Constant', [], ['w'], { value: attr.tensor(external) }), node('Mul', ['x', 'w'], ['z'])]),
  ),
  hostile(
    'sparse weights elsewhere',
    'external-data',
    (() => {
      const model = after([node('Mul', ['x', 'w'], ['z'])]);
      const indices = int64Tensor('at', [WIDTH], [0, 1, 2, 3]);
      const sparse = [{ values: external, indices, dims: [WIDTH] }];
      return { ...model, graph: { ...model.graph, sparseInitializer: sparse } };
    })(),
  ),
  hostile(
    'ZipMap',
    'zipmap',
    summing({
      nodes: [node('ZipMap', ['x'], ['y'], { classlabels_int64s: attr.ints([0, 1, 2, 3]) }, ML_DOMAIN)],
      outputs: [
        typed('y', {
          sequenceType: {
            elemType: { mapType: { keyType: DATA_TYPE.int64, valueType: { tensorType: { elemType: 1 } } } },
          },
        }),
      ],
    }),
  ),
  hostile(
    'a sequence',
    'output-kind',
    summing({
      nodes: [node('SequenceConstruct', ['x'], ['y'])],
      outputs: [typed('y', { sequenceType: { elemType: { tensorType: { elemType: 1 } } } })],
    }),
  ),
  hostile('another width', 'input-width', summing({ inputs: [valueInfo('x', 'float', ['N', WIDTH + 1])] })),
  hostile('a fixed batch', 'fixed-batch', summing({ inputs: [valueInfo('x', 'float', [1, WIDTH])] })),
  hostile('an image', 'input-shape', summing({ inputs: [valueInfo('x', 'float', ['N', 2, 2])] })),
  hostile('double input', 'input-type', summing({ inputs: [valueInfo('x', 'double', ['N', WIDTH])] })),
  hostile('string input', 'input-type', summing({ inputs: [valueInfo('x', 'string', ['N', WIDTH])] })),
  hostile('two inputs', 'input-count', summing({ inputs: [input, valueInfo('more', 'float', ['N', 1])] })),
  hostile('double output', 'outputs', summing({ outputs: [valueInfo('y', 'double', ['N', 1])] })),
  hostile(
    'two values',
    'outputs',
    summing({
      outputs: [output, valueInfo('also', 'float', ['N', 1])],
      nodes: [sum, node('Neg', ['y'], ['also'])],
    }),
  ),
];

/** y = the sum of the features plus the mean of `elements` zeros: a few bytes that ask for gigabytes. */
export function allocator(elements: number): HostileModel {
  const model = after(
    [
      node('ConstantOfShape', ['shape'], ['zeros']),
      node('ReduceMean', ['zeros'], ['mean'], { keepdims: attr.int(0) }),
      node('Add', ['x', 'mean'], ['z']),
    ],
    [int64Tensor('shape', [1], [elements])],
  );
  return hostile(`${elements} zeros`, 'too-much-memory', model);
}

/** As many floats per row: what a kernel over that many support vectors takes. */
export function rowHungry(floatsPerRow: number): HostileModel {
  const model = after(
    [
      node('Expand', ['column', 'shape'], ['wide']),
      node('ReduceMean', ['wide', 'axis'], ['mean'], { keepdims: attr.int(1) }),
      node('Add', ['x', 'mean'], ['z']),
    ],
    [int64Tensor('shape', [2], [1, floatsPerRow])],
  );
  const first = node('ReduceMax', ['x', 'axis'], ['column'], { keepdims: attr.int(1) });
  const nodes = [first, ...model.graph!.node!];
  return hostile(`${floatsPerRow} floats a row`, 'too-much-memory', {
    ...model,
    graph: { ...model.graph, node: nodes },
  });
}

/** Refused when it is tried. */
export const MISBEHAVING_GRAPHS: readonly HostileModel[] = [
  hostile('an unknown operator', 'not-loadable', after([node('Nonsense', ['x'], ['z'])])),
  hostile(
    'an index out of bounds',
    'run-failed',
    after(
      [
        node('Cast', ['x'], ['i'], { to: attr.int(DATA_TYPE.int64) }),
        node('Add', ['i', 'hundred'], ['at']),
        node('GatherElements', ['x', 'at'], ['z'], { axis: attr.int(1) }),
      ],
      [int64Tensor('hundred', [1], [100])],
    ),
  ),
  hostile('NaN', 'not-finite', after([node('Sub', ['x', 'x'], ['o']), node('Div', ['o', 'o'], ['z'])])),
  hostile(
    'random answers',
    'unstable',
    after([node('RandomNormalLike', ['x'], ['r']), node('Add', ['x', 'r'], ['z'])]),
  ),
  hostile(
    'answers by the batch',
    'unstable',
    after([node('ReduceMean', ['x'], ['m'], { keepdims: attr.int(0) }), node('Sub', ['x', 'm'], ['z'])]),
  ),
  {
    ...hostile(
      'logits',
      'not-probabilities',
      modelProto({
        graph: graph({
          nodes: [node('MatMul', ['x', 'w'], ['y'])],
          inputs: [input],
          outputs: [valueInfo('y', 'float', ['N', 2])],
          initializers: [floatTensor('w', [WIDTH, 2], [3, -3, 2, -2, 1, -1, 5, -5])],
        }),
      }),
    ),
    signature: sampleSignature(['no', 'yes']),
  },
  {
    ...hostile(
      'positions for labels',
      'unknown-label',
      modelProto({
        graph: graph({
          nodes: [node('ArgMax', ['x'], ['y'], { axis: attr.int(1), keepdims: attr.int(0) })],
          inputs: [input],
          outputs: [valueInfo('y', 'int64', ['N'])],
        }),
      }),
    ),
    signature: sampleSignature([3, 4, 5, 6]),
  },
];
