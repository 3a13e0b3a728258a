import { DESCENT, descentGraph } from './descent-graph.ts';
import { inverseOf } from './inverse.ts';
import type { TellIteration } from './learn-network.ts';
import { type Samples, weighted } from './samples.ts';
import { type FloatTensors, floats, type OpenStepSession } from './step-session.ts';

/** A multinomial logistic regression to learn. */
export interface LogisticProblem {
  readonly samples: Samples;
  /** penalty/2 · ‖weights‖² is added to the mean loss; above 0. */
  readonly penalty: number;
  /** Steps at most. */
  readonly iterations: number;
}

export interface LogisticAnswer {
  /** Row-major [features + 1, classes], the last row the constants: the one layer of a network. */
  readonly parameters: Float32Array;
  readonly iterations: number;
  /** The largest magnitude in the gradient at the end. */
  readonly slope: number;
}

/** Steps of a run of the graph at most; then it is seen whether it may end. */
export const STEPS_PER_RUN = 20;

/** Multiplications of a run at most, about 0.1 s: a fit of many rows is to be stopped as soon as one of few. */
const RUN_LIMIT = 1e9;

/**
 * A gradient as small as this: the rounding of float32 sums leaves 1e-8 to 1e-7, and the loss is then within 1e-8 of
 * its minimum. scikit-learn stops at 1e-4 by the same measure.
 */
const FLAT = 5e-7;

/**
 * A bound on the curvature must not be so small that its inverse turns rounding into steps: this much of its mean is
 * added.
 */
const RIDGE = 1e-5;

/**
 * Finds the minimum of a convex loss. No curvature of a multinomial likelihood exceeds ½ XᵀWX (Böhning,
 * "Multinomial logistic regression algorithm", 1992), so steps by that matrix's inverse need no search for their
 * length, and features that go together cost no iterations.
 */
export async function learnLogistic(
  problem: LogisticProblem,
  open: OpenStepSession,
  tell: TellIteration,
): Promise<LogisticAnswer> {
  const { samples } = problem;
  const features = samples.width + 1;
  const constants = constantsOf(problem);
  // Scores and gradient.
  const perStep = 2 * samples.count * features * samples.answers;
  const perRun = Math.max(1, Math.min(STEPS_PER_RUN, Math.floor(RUN_LIMIT / perStep)));
  const session = await open(descentGraph(features, samples.answers));
  let state = startOf(features, samples.answers);
  let answer: LogisticAnswer = { parameters: new Float32Array(0), iterations: 0, slope: Number.NaN };
  try {
    while (answer.iterations < problem.iterations) {
      const steps = Math.min(perRun, problem.iterations - answer.iterations);
      const ticks = floats(new Float32Array(steps), steps);
      const outputs = await session.run({ ...constants, ...state, [DESCENT.ticks]: ticks });
      state = nextState(outputs);
      answer = {
        parameters: state[DESCENT.parameters]!.data,
        iterations: answer.iterations + steps,
        slope: outputs[DESCENT.slopes]!.data.at(-1)!,
      };
      const goOn = await tell(answer.iterations, outputs[DESCENT.losses]!.data.at(-1)!);
      if (!goOn || answer.slope <= FLAT) break;
    }
    return answer;
  } finally {
    await session.release();
  }
}

function startOf(features: number, classes: number): FloatTensors {
  const zeros = () => floats(new Float32Array(features * classes), features, classes);
  return {
    [DESCENT.parameters]: zeros(),
    [DESCENT.ahead]: zeros(),
    [DESCENT.momentum]: floats(Float32Array.of(1)),
  };
}

function nextState(outputs: FloatTensors): FloatTensors {
  return {
    [DESCENT.parameters]: outputs[DESCENT.nextParameters]!,
    [DESCENT.ahead]: outputs[DESCENT.nextAhead]!,
    [DESCENT.momentum]: outputs[DESCENT.nextMomentum]!,
  };
}

/** The tensors that stay the same from run to run. */
function constantsOf({ samples, penalty }: LogisticProblem): FloatTensors {
  const { count, width, answers } = samples;
  const features = width + 1;
  const rows = withOnes(samples);
  const { targets, weights } = weighted(samples);
  const penalties = new Float32Array(features).fill(penalty, 0, width);
  const inverse = inverseOf(curvatureBound(rows, weights, penalties), features);
  return {
    [DESCENT.rows]: floats(rows, count, features),
    [DESCENT.targets]: floats(targets, count, answers),
    [DESCENT.weights]: floats(weights, count, 1),
    [DESCENT.penalties]: floats(penalties, features, 1),
    [DESCENT.inverse]: floats(Float32Array.from(inverse), features, features),
  };
}

function withOnes({ values, count, width }: Samples): Float32Array {
  const rows = new Float32Array(count * (width + 1)).fill(1);
  for (let row = 0; row < count; row++) {
    rows.set(values.subarray(row * width, (row + 1) * width), row * (width + 1));
  }
  return rows;
}

/** ½ XᵀWX + the penalties, and a ridge: the lower triangle, all that its inverse is made from. */
function curvatureBound(rows: Float32Array, weights: Float32Array, penalties: Float32Array): Float64Array {
  const size = penalties.length;
  const bound = new Float64Array(size * size);
  for (let row = 0; row < weights.length; row++) {
    const own = rows.subarray(row * size, (row + 1) * size);
    for (let i = 0; i < size; i++) {
      const factor = 0.5 * weights[row]! * own[i]!;
      if (factor === 0) continue;
      for (let j = 0; j <= i; j++) bound[i * size + j]! += factor * own[j]!;
    }
  }
  let trace = 0;
  for (let i = 0; i < size; i++) trace += bound[i * size + i]!;
  for (let i = 0; i < size; i++) bound[i * size + i]! += penalties[i]! + (RIDGE * trace) / size;
  return bound;
}
