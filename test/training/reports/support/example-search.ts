import { parameterImportance } from '../../../../training/importance/importance.ts';
import { type Random, seededRandom } from '../../../../training/random.ts';
import type { SearchReport } from '../../../../training/reports/report-input.ts';
import type { Parameters, SearchSpace } from '../../../../training/space/distribution.ts';
import { drawUniform } from '../../../../training/space/draw.ts';
import { studyDefinitionSchema } from '../../../../training/study/definition.ts';
import type { Trial } from '../../../../training/study/trial.ts';

interface SearchOptions {
  readonly trials: number;
  readonly name: string;
  readonly task: 'classification' | 'regression';
}

const FOLDS = 5;
const START = Date.parse('2026-11-21T09:00:00Z');

/** What a family reaches, what its luck with the hyperparameters is worth, and the seconds of a fold. */
const FAMILIES = {
  forest: { value: 0.66, worth: 0.05, foldS: 2.1 },
  boosting: { value: 0.65, worth: 0.08, foldS: 1.4 },
  svm: { value: 0.62, worth: 0.1, foldS: 3.2 },
  mlp: { value: 0.59, worth: 0.09, foldS: 2.6 },
  logistic: { value: 0.53, worth: 0.03, foldS: 0.4 },
} as const;
type FamilyName = keyof typeof FAMILIES;

const SPACES: Readonly<Record<FamilyName, unknown>> = {
  forest: {
    trees: { kind: 'int', low: 50, high: 500, log: true },
    maxDepth: { kind: 'int', low: 4, high: 32 },
    minLeaf: { kind: 'int', low: 1, high: 20, log: true },
    maxFeatures: { kind: 'float', low: 0.1, high: 1 },
    classWeight: { kind: 'categorical', choices: ['none', 'balanced'] },
  },
  boosting: {
    learningRate: { kind: 'float', low: 0.005, high: 0.3, log: true },
    iterations: { kind: 'int', low: 50, high: 800, log: true },
    leaves: { kind: 'int', low: 8, high: 128, log: true },
    l2: { kind: 'float', low: 1e-6, high: 10, log: true },
    subsample: { kind: 'float', low: 0.5, high: 1 },
    classWeight: { kind: 'categorical', choices: ['none', 'balanced'] },
  },
  svm: {
    C: { kind: 'float', low: 0.01, high: 1000, log: true },
    gamma: { kind: 'float', low: 0.0001, high: 10, log: true },
    classWeight: { kind: 'categorical', choices: ['none', 'balanced'] },
  },
  mlp: {
    hidden: { kind: 'categorical', choices: ['32', '64', '128', '64,32'] },
    learningRate: { kind: 'float', low: 0.0001, high: 0.03, log: true },
    dropout: { kind: 'float', low: 0, high: 0.5 },
  },
  logistic: { l2: { kind: 'float', low: 1e-6, high: 10, log: true } },
};

/** A study whose later trials are better, with pruned, failed and taken-over ones, on four workers. */
export function exampleSearch({ trials: count, name, task }: SearchOptions): SearchReport {
  const regression = task === 'regression';
  const definition = studyDefinitionSchema.parse({
    schema: 1,
    study: 'wine-quality-20261121',
    writeId: 'w',
    createdAt: new Date(START).toISOString(),
    objective: { metric: regression ? 'rmse' : 'accuracy', direction: regression ? 'minimize' : 'maximize' },
    space: Object.fromEntries(
      Object.entries(SPACES).map(([family, space]) => [`${name}${family}`, renamed(space, name)]),
    ),
    sampler: { name: 'tpe' },
    pruner: { name: 'median' },
    maxStep: FOLDS,
    seed: 0,
    limits: { trials: count },
    problem: null,
  });
  const trials = exampleTrials(definition.space, count, name, regression);
  const importance = parameterImportance(definition.space, trials, definition.objective.direction);
  return { definition, trials, importance };
}

function renamed(space: unknown, name: string): object {
  return Object.fromEntries(Object.entries(space as object).map(([key, value]) => [`${name}${key}`, value]));
}

function exampleTrials(space: SearchSpace, count: number, name: string, regression: boolean): Trial[] {
  const random = seededRandom(3);
  const names = Object.keys(FAMILIES) as FamilyName[];
  const free = [0, 0, 0, 0];
  return Array.from({ length: count }, (_, number) => {
    // Later trials keep to the two best families.
    const choices = number > 15 && random.below(2) === 0 ? 2 : names.length;
    const family = names[random.below(choices)]!;
    const lane = free.indexOf(Math.min(...free));
    const trial = exampleTrial(
      { number, family, name, random, regression },
      space,
      `${name}worker-${lane + 1}`,
      free[lane]!,
    );
    free[lane] = trial.finishedAt!.getTime() - START + 200;
    return trial;
  });
}

interface Draft {
  readonly number: number;
  readonly family: FamilyName;
  readonly name: string;
  readonly random: Random;
  readonly regression: boolean;
}

function exampleTrial(draft: Draft, space: SearchSpace, worker: string, fromMs: number): Trial {
  const { number, family, name, random, regression } = draft;
  const { value: level, worth, foldS } = FAMILIES[family];
  const subspace = space[`${name}${family}`]!;
  const parameters: Parameters = Object.fromEntries(
    Object.entries(subspace).map(([key, distribution]) => [key, drawUniform(distribution, random.uniform())]),
  );
  const luck = goodness(parameters, subspace) + 0.15 * random.uniform() + Math.min(number, 60) / 400;
  const accuracy = random.uniform() < 0.03 ? 0.12 : level + worth * (luck - 0.6);
  const value = regression ? 3.2 - 2 * accuracy : accuracy;
  const state = random.uniform() < 0.05 ? 'failed' : luck < 0.62 ? 'pruned' : 'complete';
  const folds = state === 'complete' ? FOLDS : state === 'pruned' ? 1 + random.below(3) : 0;
  const seconds = Math.max(0.3, (state === 'failed' ? 1 : folds) * foldS * (0.6 + random.uniform()));
  const startedAt = new Date(START + fromMs);
  const isTakenOver = number % 17 === 5;
  const claimedAt = new Date(startedAt.getTime() + 4000);
  return {
    number,
    family: `${name}${family}`,
    parameters,
    state,
    value: state === 'complete' ? value : null,
    steps: Array.from({ length: folds }, (_, at) => ({
      step: at + 1,
      value: value + (random.uniform() - 0.5) * (0.03 / (at + 1)),
    })),
    epoch: isTakenOver ? 2 : 1,
    worker,
    seed: number,
    startedAt,
    finishedAt: new Date((isTakenOver ? claimedAt : startedAt).getTime() + seconds * 1000),
    reason:
      state === 'failed'
        ? `${name}the loss is not a number`
        : state === 'pruned'
          ? 'worse than the median'
          : null,
    metrics: { seconds },
    attempts: [
      ...(isTakenOver
        ? [{ epoch: 1, worker: `${name}worker-4`, claimedAt: startedAt, released: false }]
        : []),
      { epoch: isTakenOver ? 2 : 1, worker, claimedAt: isTakenOver ? claimedAt : startedAt, released: false },
    ],
  };
}

/** 0 to 1: the first numeric hyperparameter matters most, by how near it is to two thirds of its range. */
function goodness(parameters: Parameters, subspace: SearchSpace[string]): number {
  const shares = Object.entries(subspace).flatMap(([key, distribution]) => {
    if (distribution.kind === 'categorical') return [];
    const { low, high, log } = distribution;
    const value = Number(parameters[key]);
    const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return [1 - Math.abs(share - 0.67)];
  });
  return shares.reduce((sum, share, at) => sum + share / (at + 1) ** 2, 0) / 1.6;
}
