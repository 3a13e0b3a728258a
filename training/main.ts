import type { Alias } from '../lib/contract/alias.ts';
import type { Dataset, Manifest } from '../lib/contract/manifest.ts';
import { openOnnxSession } from '../lib/model/adapters/onnx-session.ts';
import { modelName } from './data/defaults.ts';
import { loadTable } from './data/load.ts';
import type { Table } from './data/table.ts';
import { datasetOf, type Experiment, fitExperiment, planExperiment } from './experiment.ts';
import { type Judgement, judge } from './judge.ts';
import type { TrainOptions } from './options.ts';
import { ProgressReporter, type TrainProgress, type TrainStage } from './progress.ts';
import { mayReplace, promote, publishCandidate } from './release.ts';
import type { FittedModel, Hyperparameters } from './trainers/trainer.ts';

export { type Holdout, loadHoldout } from './holdout.ts';
export type { TrainOptions } from './options.ts';
export type { TrainProgress, TrainStage } from './progress.ts';

/** What a training made and found. */
export interface TrainResult extends Judgement {
  /** The published version. */
  readonly manifest: Manifest;
  /** The champion's new state; undefined when it was not to move, or made-up data were not to replace real ones. */
  readonly champion: Alias | undefined;
  /** The data that were read, and how they were split. */
  readonly dataset: Dataset;
  /** Whether the data are made up: the metrics then say nothing about wine. */
  readonly synthetic: boolean;
  /** The columns the model reads, in their order. */
  readonly features: readonly string[];
  readonly hyperparameters: Hyperparameters;
  /** Such as the number of support vectors. */
  readonly facts: FittedModel['facts'];
  readonly durationsMs: Readonly<Partial<Record<TrainStage, number>>>;
}

/**
 * Trains a model, judges it on rows it never saw, publishes it and moves the champion to it.
 * @throws UserError for data or options that cannot be trained with
 * @throws ExportDisagrees when the graph does not compute what was trained; nothing is published then
 */
export async function train(
  options: TrainOptions,
  onProgress: (event: TrainProgress) => void = () => {},
): Promise<TrainResult> {
  const { signal } = options;
  const progress = new ProgressReporter(onProgress);
  const table = await progress.stage('data', 'loading the data', (tell) => loadTable(options, tell));
  const name = modelName(options.name, table);
  const experiment = await progress.stage('features', describeData(table), () =>
    planExperiment(table, options),
  );
  const fitted = await progress.stage('fit', describeFit(experiment), () =>
    fitExperiment(experiment, { signal }),
  );
  const { problem, split, splitOptions } = experiment;
  const model = await progress.stage('export', 'exporting the model as an ONNX graph', () =>
    fitted.exportOnnx(problem.signature.classes),
  );
  const candidate = { fitted, model };
  const judgement = await progress.stage('evaluate', describeJudging(experiment), () =>
    judge(candidate, problem, split.holdout, splitOptions.seed, openOnnxSession),
  );
  signal?.throwIfAborted();
  const manifest = await progress.stage(
    'publish',
    `trying the graph in a process of its own, publishing ${name}`,
    () => publishCandidate(name, candidate, experiment, judgement, options),
  );
  const champion =
    options.promote === false || !(await mayReplace(manifest, options))
      ? undefined
      : await progress.stage('promote', `moving the champion to version ${manifest.version}`, () =>
          promote(manifest, options),
        );
  return {
    manifest,
    champion,
    ...judgement,
    dataset: datasetOf(experiment),
    synthetic: table.synthetic,
    features: problem.signature.features.map((feature) => feature.name),
    hyperparameters: experiment.hyperparameters,
    facts: fitted.facts,
    durationsMs: progress.durationsMs,
  };
}

function describeData({ source, rows, columns, synthetic }: Table): string {
  const warning = synthetic ? ' SYNTHETIC DATA: metrics on it say nothing about wine.' : '';
  return `${source}: ${rows.length} rows, ${columns.length} columns.${warning} Choosing features`;
}

function describeFit({ problem, split, trainer, hyperparameters }: Experiment): string {
  const names = problem.signature.features.map((feature) => feature.name).join(', ');
  const settings = Object.entries(hyperparameters).map(([name, value]) => `${name} ${value}`);
  return `fitting ${TITLES[trainer] ?? trainer} (${settings.join(', ')}) to ${names} of ${split.train.length} rows`;
}

/** What families are called in a sentence. */
const TITLES: Readonly<Record<string, string>> = { svm: 'an SVM', mlp: 'an MLP', forest: 'a forest' };

function describeJudging({ split }: Experiment): string {
  return `running the graph on ${split.holdout.length} holdout rows, against the trainer and the truth`;
}
