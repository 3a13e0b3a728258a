import { seededRandom } from '../../random.ts';
import { stepLength } from './adam.ts';
import { inRuns, shuffledBatches, stepsPerRun } from './batches.ts';
import { initialParameters, type Network } from './network.ts';
import { type Samples, weighted } from './samples.ts';
import { epochGraph, lossGraph, STEP } from './step-graph.ts';
import { type FloatTensor, floats, type OpenStepSession } from './step-session.ts';

/** A network to learn: everything that decides its parameters. */
export interface NetworkProblem {
  readonly network: Network;
  readonly samples: Samples;
  /** Rows to stop by. */
  readonly validation: Samples | undefined;
  readonly penalty: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
}

export interface NetworkAnswer {
  readonly parameters: Float32Array;
  /** The epochs after which these were the parameters. */
  readonly epochs: number;
  /** The loss of these parameters. */
  readonly loss: number;
}

/** Tells an epoch's loss. @returns whether to go on */
export type TellIteration = (iteration: number, loss: number) => Promise<boolean>;

/** Epochs without a better validation loss before training ends. */
const PATIENCE = 20;

/**
 * Learns by Adam in mini-batches. With validation rows the parameters of the best epoch are kept, and training ends
 * PATIENCE epochs after it. Ends early too when the loss is no finite number any more: `loss` says so.
 */
export async function learnNetwork(
  problem: NetworkProblem,
  open: OpenStepSession,
  tell: TellIteration,
): Promise<NetworkAnswer> {
  const run = await openEpochs(problem, open);
  const judge = problem.validation && (await openLoss(problem.network, problem.validation, open));
  let best: NetworkAnswer = { parameters: new Float32Array(0), epochs: 0, loss: Number.POSITIVE_INFINITY };
  try {
    for (let epoch = 1; epoch <= problem.epochs; epoch++) {
      const { parameters, trainingLoss } = await run.epoch();
      const loss = judge ? await judge.loss(parameters) : trainingLoss;
      if (!Number.isFinite(loss)) return { parameters, epochs: epoch, loss };
      if (!judge || loss < best.loss) best = { parameters, epochs: epoch, loss };
      const goOn = await tell(epoch, loss);
      if (!goOn || epoch - best.epochs >= PATIENCE) break;
    }
    return best;
  } finally {
    await Promise.all([run.release(), judge?.release()]);
  }
}

/** Runs epoch after epoch, each from the parameters and moments that the one before it left. */
async function openEpochs(problem: NetworkProblem, open: OpenStepSession) {
  const { network, samples, batchSize } = problem;
  const session = await open(epochGraph(network, { penalty: problem.penalty, batchSize }));
  const random = seededRandom(problem.seed);
  const steps = Math.ceil(samples.count / batchSize);
  const start = initialParameters(network, random);
  const run = stepsPerRun(batchSize, start.length);
  let state: Record<'parameters' | 'firstMoment' | 'secondMoment', FloatTensor> = {
    parameters: floats(start, start.length),
    firstMoment: floats(new Float32Array(start.length), start.length),
    secondMoment: floats(new Float32Array(start.length), start.length),
  };
  let taken = 0;
  return {
    async epoch(): Promise<{ parameters: Float32Array; trainingLoss: number }> {
      const rates = Float32Array.from({ length: steps }, () => stepLength(problem.learningRate, ++taken));
      const batches = shuffledBatches(samples, batchSize, random);
      let losses = 0;
      for (const part of inRuns({ ...batches, [STEP.rates]: floats(rates, steps) }, run)) {
        const next = await session.run({ ...state, ...part });
        state = {
          parameters: next[STEP.nextParameters]!,
          firstMoment: next[STEP.nextFirstMoment]!,
          secondMoment: next[STEP.nextSecondMoment]!,
        };
        losses += next[STEP.losses]!.data.reduce((sum, loss) => sum + loss, 0);
      }
      return { parameters: state.parameters.data, trainingLoss: losses / steps };
    },
    release: () => session.release(),
  };
}

async function openLoss(network: Network, validation: Samples, open: OpenStepSession) {
  const session = await open(lossGraph(network));
  const { targets, weights } = weighted(validation);
  const { count, width, answers } = validation;
  const rows = {
    [STEP.rows]: floats(validation.values, count, width),
    [STEP.targets]: floats(targets, count, answers),
    [STEP.weights]: floats(weights, count, 1),
  };
  return {
    async loss(parameters: Float32Array): Promise<number> {
      const outputs = await session.run({
        ...rows,
        [STEP.parameters]: floats(parameters, parameters.length),
      });
      return outputs[STEP.losses]!.data[0]!;
    },
    release: () => session.release(),
  };
}
