import type { Random } from '../../random.ts';
import type { Samples } from './samples.ts';
import { STEP } from './step-graph.ts';
import { type FloatTensors, floats } from './step-session.ts';

/** Multiplications that a run of the graph may take, about 0.1 s: between runs a fit can be stopped. */
const RUN_LIMIT = 1e9;

/** Steps of one run. @param parameters of the network */
export function stepsPerRun(batchSize: number, parameters: number): number {
  // Forward, and backward by weights and by input.
  return Math.max(1, Math.floor(RUN_LIMIT / (3 * batchSize * parameters)));
}

/** The tensors of an epoch in parts of `steps` steps, without copies. */
export function inRuns(epoch: FloatTensors, steps: number): FloatTensors[] {
  const total = epoch[STEP.rows]!.dims[0]!;
  return Array.from({ length: Math.ceil(total / steps) }, (_, run) =>
    Object.fromEntries(
      Object.entries(epoch).map(([name, { data, dims }]) => {
        const size = data.length / total;
        const count = Math.min(steps, total - run * steps);
        const part = data.subarray(run * steps * size, (run * steps + count) * size);
        return [name, floats(part, count, ...dims.slice(1))];
      }),
    ),
  );
}

/**
 * All rows in random order, cut into batches; the last one is filled up with rows that count for nothing.
 * @returns the tensors of an epoch, see STEP
 */
export function shuffledBatches(samples: Samples, batchSize: number, random: Random): FloatTensors {
  const order = random.shuffle(Array.from({ length: samples.count }, (_, row) => row));
  const { width, answers } = samples;
  const steps = Math.ceil(samples.count / batchSize);
  const rows = new Float32Array(steps * batchSize * width);
  const targets = new Float32Array(steps * batchSize * answers);
  const weights = new Float32Array(steps * batchSize);
  for (let first = 0; first < samples.count; first += batchSize) {
    const batch = order.slice(first, first + batchSize);
    const total = batch.reduce((sum, row) => sum + samples.weights[row]!, 0);
    for (const [place, row] of batch.entries()) {
      const to = first + place;
      const share = samples.weights[row]! / total;
      weights[to] = share;
      for (let i = 0; i < width; i++) rows[to * width + i] = samples.values[row * width + i]!;
      for (let i = 0; i < answers; i++)
        targets[to * answers + i] = share * samples.targets[row * answers + i]!;
    }
  }
  return {
    [STEP.rows]: floats(rows, steps, batchSize, width),
    [STEP.targets]: floats(targets, steps, batchSize, answers),
    [STEP.weights]: floats(weights, steps, batchSize, 1),
  };
}
