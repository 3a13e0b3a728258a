import { attr, encodeModel, graph, modelProto, node, valueInfo } from '../../../lib/model/onnx/build.ts';
import { GraphWriter } from '../graph-writer.ts';
import { crossEntropyInGraph } from './network-graph.ts';

/** The tensors of the logistic regression's descent, by name; features counts the constant 1 with it. */
export const DESCENT = {
  /** [features, classes] */
  parameters: 'parameters',
  /** [features, classes]: the point ahead of the parameters at which the gradient is taken. */
  ahead: 'ahead',
  /** []: the momentum's own count, from 1. */
  momentum: 'momentum',
  /** [steps]: their number is what counts. */
  ticks: 'ticks',
  /** [N, features] */
  rows: 'rows',
  /** [N, classes]: 1 for a row's class, times its weight. */
  targets: 'targets',
  /** [N, 1]: they add up to 1. */
  weights: 'weights',
  /** [features, features]: the inverse of a bound on the curvature. */
  inverse: 'inverse',
  /** [features, 1]: the penalty on each; 0 for the constant 1. */
  penalties: 'penalties',
  nextParameters: 'nextParameters',
  nextAhead: 'nextAhead',
  nextMomentum: 'nextMomentum',
  /** [steps]: the mean loss of each step without the penalty, and the largest magnitude in its gradient. */
  losses: 'losses',
  slopes: 'slopes',
} as const;

const inStep = (name: keyof typeof DESCENT): string => `${name}OfStep`;

/**
 * Steps of accelerated descent (Nesterov 1983) as one graph, a Scan: θ' = z − H⁻¹ ∇f(z), z' = θ' + β (θ' − θ). The
 * momentum starts again when a step goes uphill (O'Donoghue & Candès, "Adaptive restart for accelerated gradient
 * schemes", 2015).
 */
export function descentGraph(features: number, classes: number): Uint8Array {
  const matrix = [features, classes];
  const scan = node(
    'Scan',
    [DESCENT.parameters, DESCENT.ahead, DESCENT.momentum, DESCENT.ticks],
    [DESCENT.nextParameters, DESCENT.nextAhead, DESCENT.nextMomentum, DESCENT.losses, DESCENT.slopes],
    { num_scan_inputs: attr.int(1), body: attr.graph(stepBody(matrix)) },
  );
  return encodeModel(
    modelProto({
      graph: graph({
        name: 'descent',
        nodes: [scan],
        inputs: [
          valueInfo(DESCENT.parameters, 'float', matrix),
          valueInfo(DESCENT.ahead, 'float', matrix),
          valueInfo(DESCENT.momentum, 'float', []),
          valueInfo(DESCENT.ticks, 'float', ['steps']),
          valueInfo(DESCENT.rows, 'float', ['N', features]),
          valueInfo(DESCENT.targets, 'float', ['N', classes]),
          valueInfo(DESCENT.weights, 'float', ['N', 1]),
          valueInfo(DESCENT.inverse, 'float', [features, features]),
          valueInfo(DESCENT.penalties, 'float', [features, 1]),
        ],
        outputs: [
          valueInfo(DESCENT.nextParameters, 'float', matrix),
          valueInfo(DESCENT.nextAhead, 'float', matrix),
          valueInfo(DESCENT.nextMomentum, 'float', []),
          valueInfo(DESCENT.losses, 'float', ['steps']),
          valueInfo(DESCENT.slopes, 'float', ['steps']),
        ],
      }),
    }),
  );
}

/** One step; rows, targets, weights, the inverse and the penalties are read from the graph around it. */
function stepBody(matrix: readonly number[]) {
  const writer = new GraphWriter();
  const gradient = gradientInGraph(writer);
  const step = writer.apply('MatMul', [DESCENT.inverse, gradient]);
  const next = writer.apply('Sub', [inStep('ahead'), step], {}, inStep('nextParameters'));
  const moved = writer.apply('Sub', [next, inStep('parameters')]);
  const share = momentumInGraph(writer, gradient, moved);
  writer.apply('Add', [next, writer.apply('Mul', [moved, share])], {}, inStep('nextAhead'));
  const info = (name: keyof typeof DESCENT, shape: readonly number[]) =>
    valueInfo(inStep(name), 'float', shape);
  return graph({
    name: 'step',
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: [info('parameters', matrix), info('ahead', matrix), info('momentum', []), info('ticks', [])],
    outputs: [
      info('nextParameters', matrix),
      info('nextAhead', matrix),
      info('nextMomentum', []),
      info('losses', []),
      info('slopes', []),
    ],
  });
}

/** ∇f at the point ahead. Writes the loss and the gradient's largest magnitude. */
function gradientInGraph(writer: GraphWriter): string {
  const scores = writer.apply('MatMul', [DESCENT.rows, inStep('ahead')]);
  const { targets, weights } = DESCENT;
  const delta = crossEntropyInGraph(writer, scores, { targets, weights, loss: inStep('losses') });
  const penalty = writer.apply('Mul', [inStep('ahead'), DESCENT.penalties]);
  const gradient = writer.apply('Gemm', [DESCENT.rows, delta, penalty], { transA: attr.int(1) });
  const sizes = writer.apply('Abs', [gradient]);
  writer.apply('ReduceMax', [sizes], { keepdims: attr.int(0) }, inStep('slopes'));
  return gradient;
}

/** β = (t − 1) / t' with t' = (1 + √(1 + 4t²)) / 2, or 0 and 1 after a step uphill. @returns β */
function momentumInGraph(writer: GraphWriter, gradient: string, moved: string): string {
  const scalar = (value: number) => writer.floats([], [value]);
  const along = writer.apply('ReduceSum', [writer.apply('Mul', [gradient, moved])], {
    keepdims: attr.int(0),
  });
  const uphill = writer.apply('Greater', [along, scalar(0)]);
  const square = writer.apply('Mul', [inStep('momentum'), inStep('momentum')]);
  const root = writer.apply('Sqrt', [
    writer.apply('Add', [writer.apply('Mul', [square, scalar(4)]), scalar(1)]),
  ]);
  const grown = writer.apply('Mul', [writer.apply('Add', [root, scalar(1)]), scalar(0.5)]);
  writer.apply('Where', [uphill, scalar(1), grown], {}, inStep('nextMomentum'));
  const share = writer.apply('Div', [writer.apply('Sub', [inStep('momentum'), scalar(1)]), grown]);
  return writer.apply('Where', [uphill, scalar(0), share]);
}
