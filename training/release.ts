import { type Alias, CHAMPION } from '../lib/contract/alias.ts';
import type { Dataset, Manifest } from '../lib/contract/manifest.ts';
import type { ReferenceProfile } from '../lib/contract/profile.ts';
import type { GateMode, Verdict } from '../lib/contract/verdict.ts';
import { NOT_MODIFIED } from '../lib/registry/object-store.ts';
import type { ModelRegistry } from '../lib/registry/registry.ts';
import { type Problem, pickRows, recordsOf } from './data/problem.ts';
import { SYNTHETIC_SOURCE } from './data/synthetic-wine.ts';
import type { Evaluation } from './evaluate/evaluate.ts';
import type { Metric } from './evaluate/objectives.ts';
import { judgePromotion } from './gate/gate.ts';
import type { GateLimits } from './gate/limits.ts';
import { gateChampion } from './gate/versions.ts';
import { type Ancestor, ancestorOf, oldestAncestor } from './profile/lineage.ts';
import { profileFile } from './profile/reference-profile.ts';
import { publishModel } from './publish/publish-model.ts';
import type { Answers, FeatureRows, Hyperparameters } from './trainers/trainer.ts';

/** A judged model that is about to become a version. */
export interface Release {
  /** The model's name. */
  readonly name: string;
  readonly model: Uint8Array;
  readonly chunkRows: number | null;
  readonly problem: Problem;
  /** Row numbers. */
  readonly holdout: Int32Array;
  readonly dataset: Dataset;
  /** The family. */
  readonly trainer: string;
  readonly hyperparameters: Hyperparameters;
  readonly evaluation: Evaluation;
  /** What its live rows will be compared with. */
  readonly profile: ReferenceProfile;
  /** Undefined of a program. */
  readonly ownAnswers: ((rows: FeatureRows) => Answers) | undefined;
}

/** How it is held against the champion. */
export interface GateTerms {
  readonly mode: GateMode;
  readonly metric?: Metric | undefined;
  readonly margin?: number | undefined;
  readonly floor?: number | undefined;
  readonly maxLatencyRatio?: number | undefined;
  /** Default: the gate's. */
  readonly limits?: Partial<GateLimits> | undefined;
  readonly judgedAt: Date;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the promotion gate about a release, against the champion of its name. */
export async function judgeRelease(
  registry: ModelRegistry,
  { name, model, chunkRows, problem, holdout, dataset, ownAnswers, profile }: Release,
  { maxLatencyRatio, limits, ...terms }: GateTerms,
): Promise<Verdict> {
  return judgePromotion({
    candidate: { model, signature: problem.signature, chunkRows, dataset },
    champion: await gateChampion(registry, name),
    holdout: pickRows(problem, holdout),
    trainerAnswers: ownAnswers,
    references: {
      candidate: profile,
      champion: await championAncestor(registry, name),
      oldest: await oldestAncestor(registry, name, terms.judgedAt),
    },
    ...terms,
    limits: { ...limits, ...(maxLatencyRatio !== undefined && { latencyRatio: maxLatencyRatio }) },
  });
}

/** The champion's reference; undefined without a champion, and of one without a profile. */
export async function championAncestor(
  registry: ModelRegistry,
  model: string,
): Promise<Ancestor | undefined> {
  const champion = await championAlias(registry, model);
  return champion && ancestorOf(registry, await registry.manifest(model, champion.version));
}

/** What goes with a version besides its model. */
export interface Enclosures {
  readonly verdict?: Verdict | undefined;
  /** A self-contained HTML page. */
  readonly report?: string | undefined;
  readonly study?: string | undefined;
}

/** Publishes a judged model, its holdout records being the references that golden records come from. */
export function publishRelease(
  registry: ModelRegistry,
  release: Release,
  { verdict, report, study }: Enclosures = {},
): Promise<Manifest> {
  const { name, model, problem, holdout, trainer, hyperparameters, dataset, chunkRows } = release;
  const { metrics, confusionMatrix } = release.evaluation;
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  return publishModel(registry, {
    name,
    model,
    signature: problem.signature,
    trainer: `weir train (${trainer})`,
    references: recordsOf(problem.table, problem.signature, holdout),
    metrics,
    ...(confusionMatrix && { confusionMatrix }),
    hyperparameters,
    dataset,
    chunkRows,
    ...(study !== undefined && { study }),
    artifacts: {
      profile: profileFile(release.profile),
      ...(verdict && { verdict: bytes(`${JSON.stringify(verdict, null, 2)}\n`) }),
      ...(report !== undefined && { report: bytes(report) }),
    },
  });
}

/** The champion of a model as it is now; undefined when there is none. */
export async function championAlias(registry: ModelRegistry, model: string): Promise<Alias | undefined> {
  const found = await registry.alias(model, CHAMPION);
  return found === undefined || found === NOT_MODIFIED ? undefined : found.alias;
}

export interface Promotion {
  readonly by: string;
  /** Why, for the history. */
  readonly reason: string;
  /** The champion that the gate compared with: when another took its place meanwhile, nothing moves. */
  readonly champion: Alias | undefined;
}

/** Moves the champion to a version. @throws AliasMoved (a UserError) when somebody else moved it meanwhile */
export function promote(
  registry: ModelRegistry,
  { model, version }: Manifest,
  { by, reason, champion }: Promotion,
): Promise<Alias> {
  const expectSequence = champion?.sequence ?? 0;
  return registry.moveAlias({ model, alias: CHAMPION, version, by, reason, expectSequence });
}

/** The first metric of a version in a few words, such as "accuracy 0.684 on the holdout". */
export function achievement({ metrics, dataset }: Pick<Manifest, 'metrics' | 'dataset'>): string {
  const [name, interval] = Object.entries(metrics)[0]!;
  const ofWhat = dataset?.source === SYNTHETIC_SOURCE ? ' of SYNTHETIC data' : '';
  return `${name} ${interval.value.toFixed(3)} on the holdout${ofWhat}`;
}
