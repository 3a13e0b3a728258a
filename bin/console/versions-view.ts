import { type Alias, CHAMPION } from '../../lib/contract/alias.ts';
import { reasonOf } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Verdict } from '../../lib/contract/verdict.ts';
import { isRollback } from '../../lib/registry/alias-move.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import {
  type AliasView,
  MAX_VERSIONS,
  type VersionsView,
  type VersionView,
} from '../../localstack/console/api.ts';
import { storedVerdict } from '../../training/gate/stored-verdict.ts';

/** Reads the versions of a model. What is said of a version never changes, so each is read once. */
export function versionsReader(registry: ModelRegistry, model: string): () => Promise<VersionsView> {
  const known = new Map<number, Promise<VersionView>>();

  function version(number: number): Promise<VersionView> {
    const view = known.get(number) ?? readVersion(registry, model, number);
    known.set(number, view);
    view.catch(() => known.delete(number));
    return view;
  }

  return async () => {
    const [numbers, { [CHAMPION]: champion, ...aliases }] = await Promise.all([
      registry.versions(model),
      registry.aliases(model),
    ]);
    const shown = shownVersions(numbers, champion);
    const views = await Promise.allSettled(shown.map(version));
    return {
      champion: champion === undefined ? null : aliasView(champion),
      aliases: Object.fromEntries(Object.entries(aliases).map(([name, alias]) => [name, alias.version])),
      versions: views.flatMap((view) => (view.status === 'fulfilled' ? [view.value] : [])),
      unreadable: views.flatMap((view, index) =>
        view.status === 'rejected' ? [{ version: shown[index]!, problem: reasonOf(view.reason) }] : [],
      ),
      count: numbers.length,
    };
  };
}

/** The newest, and those that the champion is and was, however old. */
function shownVersions(numbers: readonly number[], champion: Alias | undefined): number[] {
  const newest = numbers.slice(-MAX_VERSIONS);
  const named = [champion?.version, champion?.previous].filter((number) => typeof number === 'number');
  return [...new Set([...newest, ...named])].sort((a, b) => b - a);
}

async function readVersion(registry: ModelRegistry, model: string, number: number): Promise<VersionView> {
  const manifest = await registry.manifest(model, number);
  const { version, createdAt, trainer, study = null, artifacts } = manifest;
  return {
    ...{ version, createdAt, trainer, study, metric: metricOf(manifest) },
    hasReport: artifacts.report !== undefined,
    hasProfile: artifacts.profile !== undefined,
    gate: gateOf(await storedVerdict(registry, manifest)),
  };
}

/** The accuracy of a classifier; of anything else the first metric. */
function metricOf({ metrics }: Manifest): VersionView['metric'] {
  const name = 'accuracy' in metrics ? 'accuracy' : Object.keys(metrics)[0];
  return name === undefined ? null : { name, ...metrics[name]! };
}

function gateOf(verdict: Verdict | undefined): VersionView['gate'] {
  return verdict === undefined ? null : { promote: verdict.promote, reason: verdict.reason };
}

function aliasView(alias: Alias): AliasView {
  const { version, previous, sequence, since, by, reason } = alias;
  return { version, previous, sequence, since, by, reason, isRollback: isRollback(alias) };
}
