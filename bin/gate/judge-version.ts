import { CHAMPION } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Verdict } from '../../lib/contract/verdict.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { judgePromotion } from '../../training/gate/gate.ts';
import type { GateChampion, GateInput, GateReferences } from '../../training/gate/input.ts';
import { GATE_METRICS, type GateMetric } from '../../training/gate/metrics/metric.ts';
import { gateVersion } from '../../training/gate/versions.ts';
import { ancestorOf, oldestAncestor } from '../../training/profile/lineage.ts';
import { aliasVersion } from '../registry.ts';
import { type HoldoutOptions, holdoutRows } from './holdout-rows.ts';

/** A published version to judge, and how. */
export interface VersionToJudge
  extends Pick<
    GateInput,
    'mode' | 'margin' | 'floor' | 'live' | 'minLiveAgreement' | 'limits' | 'judgedAt' | 'signal'
  > {
  readonly model: string;
  readonly version: number;
  /** An alias, or a version. */
  readonly against: string | number;
  readonly holdout: HoldoutOptions;
  readonly metric?: string | undefined;
  /** Called once everything that is named is there. */
  readonly onJudging?: (() => void) | undefined;
}

/** Judges a published version by the rows of its holdout. @throws UserError where something named is not there */
export async function judgeVersion(registry: ModelRegistry, asked: VersionToJudge): Promise<Verdict> {
  const { model, version, mode, margin, floor, live, minLiveAgreement, limits, judgedAt, signal } = asked;
  const metric = metricNamed(asked.metric);
  const manifest = await registry.manifest(model, version);
  const champion = await opponent(registry, model, asked.against);
  const { rows } = await holdoutRows(manifest, asked.holdout);
  const candidate = await gateVersion(registry, manifest);
  asked.onJudging?.();
  return judgePromotion({
    candidate,
    champion,
    holdout: rows,
    references: await referencesOf(registry, manifest, { champion, judgedAt }),
    mode,
    metric,
    margin,
    floor,
    live,
    minLiveAgreement,
    limits,
    judgedAt,
    signal,
  });
}

/** The profiles of a version and of those before it; undefined of a version without one. */
async function referencesOf(
  registry: ModelRegistry,
  manifest: Manifest,
  { champion, judgedAt }: { readonly champion: GateChampion | undefined; readonly judgedAt: Date },
): Promise<GateReferences | undefined> {
  const { model, version } = manifest;
  const own = await ancestorOf(registry, manifest);
  if (own === undefined) return undefined;
  return {
    candidate: own.profile,
    champion: champion && (await ancestorOf(registry, await registry.manifest(model, champion.version))),
    oldest: await oldestAncestor(registry, model, judgedAt, version),
  };
}

function metricNamed(text: string | undefined): GateMetric | undefined {
  const metric = GATE_METRICS.find((known) => known === text);
  if (text === undefined || metric !== undefined) return metric;
  throw new UserError(`there is no metric ${text}; choose one of ${GATE_METRICS.join(', ')}`);
}

/** Only the champion may be missing: who names another alias wants to compare with it. */
async function opponent(
  registry: ModelRegistry,
  model: string,
  against: string | number,
): Promise<GateChampion | undefined> {
  const version = typeof against === 'number' ? against : await aliasVersion(registry, model, against);
  if (version !== undefined) return gateVersion(registry, await registry.manifest(model, version));
  if (against === CHAMPION) return undefined;
  throw new UserError(
    `${model} has no alias ${against} to compare with; name another, or a version, with --against`,
  );
}
