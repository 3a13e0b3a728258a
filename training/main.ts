import type { Alias } from '../lib/contract/alias.ts';
import type { Dataset, Manifest } from '../lib/contract/manifest.ts';
import { forcedReason, type Verdict } from '../lib/contract/verdict.ts';
import { openOnnxSession } from '../lib/model/adapters/onnx-session.ts';
import { modelName } from './data/defaults.ts';
import { loadTable } from './data/load.ts';
import type { Table } from './data/table.ts';
import { datasetOf, type Experiment, fitExperiment, planExperiment } from './experiment.ts';
import { type Judgement, judge } from './judge.ts';
import { trackTraining } from './mlflow/track-training.ts';
import type { TrainOptions } from './options.ts';
import { profileCandidate } from './profile/profile-candidate.ts';
import { ProgressReporter, type TrainProgress, type TrainStage } from './progress.ts';
import {
  achievement,
  championAlias,
  championAncestor,
  judgeRelease,
  promote,
  publishRelease,
  type Release,
} from './release.ts';
import type { FittedModel, Hyperparameters } from './trainers/trainer.ts';

export { type Holdout, loadHoldout } from './holdout.ts';
export type { TrainOptions } from './options.ts';
export type { TrainProgress, TrainStage } from './progress.ts';

/** What a training made and found. */
export interface TrainResult extends Judgement {
  /** The published version. */
  readonly manifest: Manifest;
  /** The champion's new state; undefined when it was not to move, or the gate was against it. */
  readonly champion: Alias | undefined;
  /** The gate's, where there was a champion to compare with. */
  readonly verdict: Verdict | undefined;
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
  const now = options.now ?? (() => new Date());
  const startedAt = now();
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
  const profile = await progress.stage('profile', describeProfile(experiment), async () =>
    profileCandidate({
      ...{ name, model, problem, split, signal },
      chunkRows: fitted.chunkRows,
      forerunner: await championAncestor(options.registry, name),
      seed: splitOptions.seed,
      openSession: openOnnxSession,
    }),
  );
  const release = { ...releaseOf(name, experiment, candidate, judgement), profile };
  const before = await championAlias(options.registry, name);
  const verdict =
    before && (await progress.stage('gate', describeGate(before), () => askGate(release, options)));
  const manifest = await progress.stage(
    'publish',
    `trying the graph in a process of its own, publishing ${name}`,
    () => publishRelease(options.registry, release, { verdict }),
  );
  const passed = verdict?.promote !== false || options.force !== undefined;
  const champion =
    options.promote === false || !passed
      ? undefined
      : await progress.stage('promote', `moving the champion to version ${manifest.version}`, () =>
          promote(options.registry, manifest, {
            by: options.by,
            reason: promotionReason(manifest, verdict, options),
            champion: before,
          }),
        );
  if (options.mlflow !== undefined) {
    const told = { manifest, model, startedAt, finishedAt: now() };
    await trackTraining(options.mlflow, told, progress.remark.bind(progress));
  }
  return {
    manifest,
    champion,
    verdict,
    ...judgement,
    dataset: datasetOf(experiment),
    synthetic: table.synthetic,
    features: problem.signature.features.map((feature) => feature.name),
    hyperparameters: experiment.hyperparameters,
    facts: fitted.facts,
    durationsMs: progress.durationsMs,
  };
}

function releaseOf(
  name: string,
  experiment: Experiment,
  { fitted, model }: { readonly fitted: FittedModel; readonly model: Uint8Array },
  { evaluation }: Judgement,
): Omit<Release, 'profile'> {
  const { problem, split, trainer, hyperparameters } = experiment;
  return {
    name,
    model,
    chunkRows: fitted.chunkRows,
    problem,
    holdout: split.holdout,
    dataset: datasetOf(experiment),
    trainer,
    hyperparameters,
    evaluation,
    ownAnswers: (rows) => fitted.predict(rows),
  };
}

function describeProfile({ split }: Experiment): string {
  return `profiling ${split.train.length} training rows and the answers to ${split.holdout.length} holdout rows, to tell drift by`;
}

/** Any accuracy reaches it. */
const NO_FLOOR = 0;

/**
 * A single fit has given hyperparameters: it need not be better than the champion, but no worse. The first champion was
 * asked for no more accuracy than it had, so its successor is held to that alone.
 */
function askGate(release: Release, options: TrainOptions): Promise<Verdict> {
  const { registry, mode = 'non-inferior', margin, maxLatencyRatio, gateLimits: limits, signal } = options;
  const judgedAt = options.now?.() ?? new Date();
  const floor = release.problem.target.task === 'classification' ? NO_FLOOR : undefined;
  return judgeRelease(registry, release, { mode, margin, floor, maxLatencyRatio, limits, signal, judgedAt });
}

function describeGate({ version }: Alias): string {
  return `asking the gate whether it may take the place of version ${version}`;
}

function promotionReason(
  manifest: Manifest,
  verdict: Verdict | undefined,
  { force, reason }: TrainOptions,
): string {
  if (verdict?.promote === false && force !== undefined) return forcedReason(force, verdict.reason);
  return reason ?? `trained: ${achievement(manifest)}`;
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
