import type { Signature } from '../../../../lib/contract/signature.ts';
import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import {
  attr,
  encodeModel,
  floatTensor,
  graph,
  int64Tensor,
  modelProto,
  node,
  valueInfo,
} from '../../../../lib/model/onnx/build.ts';
import type { NodeProto } from '../../../../lib/model/onnx/messages.ts';
import { holdContest } from '../../../../training/gate/contest/hold-contest.ts';
import type { Contest, ContestJob } from '../../../../training/gate/contest/job.ts';
import { processClock } from '../../../../training/gate/contest/process-clock.ts';
import type { GateInput, GateModel } from '../../../../training/gate/input.ts';
import type { Answers, ClassifiedRows, FeatureRows } from '../../../../training/trainers/trainer.ts';
import { rowsOf, sampleRecords, sampleSignature, WIDTH } from '../../../support/onnx-models.ts';

/** What a model does beside its work: nodes that make `extra` [N, 1], which is added to both classes' scores. */
export interface Extra {
  readonly nodes: readonly NodeProto[];
  readonly initializers?: Parameters<typeof graph>[0]['initializers'];
}

export interface ThresholdOptions {
  /** Says yes where the first feature is above it. Default: 0. */
  readonly threshold?: number;
  readonly extra?: Extra;
  readonly signature?: Partial<Signature>;
  readonly opset?: number;
}

/** How fast the probability of "yes" rises around the threshold. */
const STEEPNESS = 4;

/** A classifier of one threshold, as the gate gets it. */
export function thresholdModel(options: ThresholdOptions = {}): GateModel {
  const { threshold = 0, extra, opset } = options;
  const half = STEEPNESS / 2;
  const column = Array.from({ length: WIDTH }, (_, i) => (i === 0 ? [-half, half] : [0, 0]));
  const last = extra === undefined ? 'z' : 'y';
  const parts = graph({
    nodes: [
      node('Gemm', ['x', 'w', 'b'], ['z']),
      ...(extra === undefined ? [] : [...extra.nodes, node('Add', ['z', 'extra'], ['y'])]),
      node('Softmax', [last], ['p'], { axis: attr.int(-1) }),
    ],
    inputs: [valueInfo('x', 'float', ['N', WIDTH])],
    outputs: [valueInfo('p', 'float', ['N', 2])],
    initializers: [
      floatTensor('w', [WIDTH, 2], column.flat()),
      floatTensor('b', [2], [half * threshold, -half * threshold]),
      ...(extra?.initializers ?? []),
    ],
  });
  const model = encodeModel(modelProto({ graph: parts, ...(opset !== undefined && { opset }) }));
  return {
    model,
    signature: { ...sampleSignature(['no', 'yes']), ...options.signature },
    chunkRows: null,
  };
}

/** Its own answers, as a trainer gives them. */
export function thresholdAnswers(threshold: number): (rows: FeatureRows) => Answers {
  return ({ values, count, width }) => {
    const yes = Float64Array.from({ length: count }, (_, row) => {
      return 1 / (1 + Math.exp(-STEEPNESS * (values[row * width]! - threshold)));
    });
    return {
      labels: Int32Array.from(yes, (p) => (p > 0.5 ? 1 : 0)),
      probabilities: Float64Array.from([...yes].flatMap((p) => [1 - p, p])),
    };
  };
}

/** Not a number where the first feature is beyond `limit`, else 0. */
export function nanBeyond(limit: number): Extra {
  return {
    nodes: [
      node('Gather', ['x', 'first'], ['a'], { axis: attr.int(1) }),
      node('Mul', ['a', 'a'], ['a2']),
      node('Sub', ['limit2', 'a2'], ['room']),
      node('Sqrt', ['room'], ['root']),
      node('Mul', ['root', 'nothing'], ['extra']),
    ],
    initializers: [
      int64Tensor('first', [1], [0]),
      floatTensor('limit2', [1], [limit * limit]),
      floatTensor('nothing', [1], [0]),
    ],
  };
}

/** The mean of the batch's scores, by a reduction over the rows. */
export const batchMean: Extra = {
  nodes: [node('ReduceMean', ['z', 'rows'], ['extra'], { keepdims: attr.int(1) })],
  initializers: [int64Tensor('rows', [1], [0])],
};

/** An index out of bounds for every row. */
export const throws: Extra = {
  nodes: [
    node('Cast', ['x'], ['i'], { to: attr.int(7) }),
    node('Add', ['i', 'hundred'], ['at']),
    node('GatherElements', ['x', 'at'], ['g'], { axis: attr.int(1) }),
    node('ReduceMean', ['g', 'axis'], ['extra'], { keepdims: attr.int(1) }),
  ],
  initializers: [int64Tensor('hundred', [1], [100]), int64Tensor('axis', [1], [1])],
};

/** Two products of matrices `width` wide, and nothing of them in the answer. */
export function busy(width: number): Extra {
  return {
    nodes: [
      node('ConstantOfShape', ['in'], ['w1']),
      node('ConstantOfShape', ['square'], ['w2']),
      node('MatMul', ['x', 'w1'], ['h1']),
      node('MatMul', ['h1', 'w2'], ['h2']),
      node('ReduceMean', ['h2', 'axis'], ['extra'], { keepdims: attr.int(1) }),
    ],
    initializers: [
      int64Tensor('in', [2], [WIDTH, width]),
      int64Tensor('square', [2], [width, width]),
      int64Tensor('axis', [1], [1]),
    ],
  };
}

/** 400 rows whose truth is whether the first feature is above 0; where it is noisy, every tenth is the other. */
export function thresholdHoldout({ noisy = true } = {}): ClassifiedRows {
  const count = 400;
  const values = rowsOf(sampleRecords(count));
  const labels = Int32Array.from({ length: count }, (_, row) => {
    const yes = values[row * WIDTH]! > 0;
    return (noisy && row % 10 === 9 ? !yes : yes) ? 1 : 0;
  });
  return { values, count, width: WIDTH, labels, classes: 2 };
}

/** The real runtime in the test's own process: the child process has tests of its own. */
export function contestHere(job: ContestJob): Promise<Contest> {
  return holdContest(job, { open: openOnnxSession, clock: processClock });
}

/** A good candidate against a champion that is off by 0.5, any part of it replaced. */
export function gateInput(changes: Partial<GateInput> = {}): GateInput {
  return {
    candidate: thresholdModel(),
    champion: { ...thresholdModel({ threshold: 0.5 }), name: 'risk', version: 3 },
    holdout: thresholdHoldout(),
    mode: 'better',
    trainerAnswers: thresholdAnswers(0),
    judgedAt: new Date('2026-03-01T12:00:00Z'),
    contest: contestHere,
    ...changes,
    limits: { measureMs: 10, ...changes.limits },
  };
}

/** Two linear models of the first feature, the candidate's the truth but for a ripple. */
export function regressionInput() {
  const { values, count, width } = thresholdHoldout();
  const first = Array.from({ length: count }, (_, row) => values[row * width]!);
  const targets = Float64Array.from(first, (x, row) => 2 * x + 0.1 * Math.sin(row));
  return {
    candidate: lineModel(2),
    champion: { ...lineModel(1.9), name: 'risk', version: 3 },
    holdout: { values, count, width, targets },
    trainerAnswers: (rows: FeatureRows): Answers => ({
      values: Float64Array.from({ length: rows.count }, (_, row) => 2 * rows.values[row * rows.width]!),
    }),
  };
}

function lineModel(slope: number): GateModel {
  const parts = graph({
    nodes: [node('MatMul', ['x', 'w'], ['y'])],
    inputs: [valueInfo('x', 'float', ['N', WIDTH])],
    outputs: [valueInfo('y', 'float', ['N', 1])],
    initializers: [floatTensor('w', [WIDTH, 1], [slope, 0, 0, 0])],
  });
  return {
    model: encodeModel(modelProto({ graph: parts })),
    signature: sampleSignature([]),
    chunkRows: null,
  };
}
