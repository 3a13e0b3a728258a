import { attr, encodeModel, graph, modelProto, node, valueInfo } from '../../../lib/model/onnx/build.ts';
import { GraphWriter } from '../graph-writer.ts';
import { type Network, sizeOf, weightMask } from './network.ts';
import { gradientInGraph, lossInGraph } from './network-graph.ts';

/** The tensors that training reads and gives, by name. */
export const STEP = {
  /** [parameters]: the network, and Adam's two moments. */
  parameters: 'parameters',
  firstMoment: 'firstMoment',
  secondMoment: 'secondMoment',
  /** [steps]: the length of each step: see stepLength in adam.ts. */
  rates: 'rates',
  /** [steps, batch, features]: standardised rows. */
  rows: 'rows',
  /** [steps, batch, answers]: what they should give, times their weights. */
  targets: 'targets',
  /** [steps, batch, 1]: their weights, which add up to 1 in each step; 0 for a row that fills up a batch. */
  weights: 'weights',
  nextParameters: 'nextParameters',
  nextFirstMoment: 'nextFirstMoment',
  nextSecondMoment: 'nextSecondMoment',
  /** [steps]: the weighted mean loss of each batch before its step, without the penalty. */
  losses: 'losses',
} as const;

/** Adam's decay rates, and its guard against a division by 0 (Kingma & Ba, "Adam", ICLR 2015). */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

export interface StepOptions {
  /** penalty/2 · ‖weights‖² is added to the mean loss of a batch; 0 or more. */
  readonly penalty: number;
  readonly batchSize: number;
}

/**
 * An epoch as one graph: a Scan whose body is one training step, forward, backward and Adam. Small networks are
 * bound by what a call costs, so a call does as many steps as it is given batches. All parameters are one vector:
 * Adam is ten operators whatever the number of layers.
 */
export function epochGraph(network: Network, options: StepOptions): Uint8Array {
  const state = [STEP.parameters, STEP.firstMoment, STEP.secondMoment];
  const next = [STEP.nextParameters, STEP.nextFirstMoment, STEP.nextSecondMoment];
  const batches = [STEP.rates, STEP.rows, STEP.targets, STEP.weights];
  const size = sizeOf(network);
  const shapes = batchShapes(network, options.batchSize);
  const scan = node('Scan', [...state, ...batches], [...next, STEP.losses], {
    num_scan_inputs: attr.int(batches.length),
    body: attr.graph(stepBody(network, options)),
  });
  return encodeModel(
    modelProto({
      graph: graph({
        name: 'epoch',
        nodes: [scan],
        inputs: [
          ...state.map((name) => valueInfo(name, 'float', [size])),
          ...batches.map((name, at) => valueInfo(name, 'float', ['steps', ...shapes[at]!])),
        ],
        outputs: [
          ...next.map((name) => valueInfo(name, 'float', [size])),
          valueInfo(STEP.losses, 'float', ['steps']),
        ],
      }),
    }),
  );
}

/** Of one step's rates, rows, targets and weights. */
function batchShapes({ widths }: Network, batchSize: number): number[][] {
  return [[], [batchSize, widths[0]!], [batchSize, widths.at(-1)!], [batchSize, 1]];
}

/** The names of the body's own inputs and outputs: a subgraph must not hide names of the graph around it. */
const inStep = (name: keyof typeof STEP): string => `${name}OfStep`;

function stepBody(network: Network, options: StepOptions) {
  const writer = new GraphWriter();
  const size = sizeOf(network);
  const [rates, rows, targets, weights] = batchShapes(network, options.batchSize);
  const gradient = gradientInGraph(
    writer,
    network,
    {
      parameters: inStep('parameters'),
      rows: inStep('rows'),
      targets: inStep('targets'),
      weights: inStep('weights'),
      loss: inStep('losses'),
    },
    options.batchSize,
  );
  adamInGraph(writer, penalised(writer, network, gradient, options.penalty));
  const info = (name: keyof typeof STEP, shape: number[]) => valueInfo(inStep(name), 'float', shape);
  return graph({
    name: 'step',
    nodes: writer.nodes,
    initializers: writer.initializers,
    inputs: [
      info('parameters', [size]),
      info('firstMoment', [size]),
      info('secondMoment', [size]),
      info('rates', rates!),
      info('rows', rows!),
      info('targets', targets!),
      info('weights', weights!),
    ],
    outputs: [
      info('nextParameters', [size]),
      info('nextFirstMoment', [size]),
      info('nextSecondMoment', [size]),
      info('losses', []),
    ],
  });
}

/** The gradient with that of the penalty. */
function penalised(writer: GraphWriter, network: Network, gradient: string, penalty: number): string {
  if (penalty === 0) return gradient;
  const shares = weightMask(network).map((kept) => penalty * kept);
  const factors = writer.floats([shares.length], shares);
  return writer.apply('Add', [gradient, writer.apply('Mul', [inStep('parameters'), factors])]);
}

/**
 * Adam with its constant factors taken out of the moments, m = β₁m + g and v = β₂v + g²: `rates` and epsilon hold
 * them, and two operators are saved.
 */
function adamInGraph(writer: GraphWriter, gradient: string): void {
  const scalar = (value: number) => writer.floats([], [value]);
  const kept = writer.apply('Mul', [inStep('firstMoment'), scalar(ADAM.beta1)]);
  const first = writer.apply('Add', [kept, gradient], {}, inStep('nextFirstMoment'));
  const keptSquares = writer.apply('Mul', [inStep('secondMoment'), scalar(ADAM.beta2)]);
  const squares = writer.apply('Mul', [gradient, gradient]);
  const second = writer.apply('Add', [keptSquares, squares], {}, inStep('nextSecondMoment'));
  const epsilon = scalar(ADAM.epsilon / Math.sqrt(1 - ADAM.beta2));
  const root = writer.apply('Add', [writer.apply('Sqrt', [second]), epsilon]);
  const step = writer.apply('Mul', [writer.apply('Div', [first, root]), inStep('rates')]);
  writer.apply('Sub', [inStep('parameters'), step], {}, inStep('nextParameters'));
}

/** The loss of any number of rows, of which `weights` add up to 1; one value in `losses`. */
export function lossGraph(network: Network): Uint8Array {
  const writer = new GraphWriter();
  lossInGraph(writer, network, {
    parameters: STEP.parameters,
    rows: STEP.rows,
    targets: STEP.targets,
    weights: STEP.weights,
    loss: STEP.losses,
  });
  return encodeModel(
    modelProto({
      graph: graph({
        name: 'loss',
        nodes: writer.nodes,
        initializers: writer.initializers,
        inputs: [
          valueInfo(STEP.parameters, 'float', [sizeOf(network)]),
          valueInfo(STEP.rows, 'float', ['N', network.widths[0]!]),
          valueInfo(STEP.targets, 'float', ['N', network.widths.at(-1)!]),
          valueInfo(STEP.weights, 'float', ['N', 1]),
        ],
        outputs: [valueInfo(STEP.losses, 'float', [])],
      }),
    }),
  );
}
