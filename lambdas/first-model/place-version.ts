import { CHAMPION } from '../../lib/contract/alias.ts';
import { FIRST_MODEL_REASON } from '../../lib/contract/first-model.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { AliasMoved } from '../../lib/registry/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { ModelRegistry, type VersionDraft } from '../../lib/registry/registry.ts';

export interface Placement {
  readonly store: ObjectStore;
  readonly model: string;
  /** Of the deployment; never the same twice, and the same when Lambda repeats a request whose answer was lost. */
  readonly requestId: string;
  readonly readVersion: () => Promise<VersionDraft>;
}

export type Outcome = 'placed' | 'has-champion' | 'has-versions' | 'others-were-first';

/**
 * Publishes the version and makes it champion when the model has neither a version nor a champion. It creates
 * objects and replaces none, so of any number of deployments at once one places its version, and none ever moves
 * a champion. What it writes carries the request's id: a repeated request goes on where the first was cut off.
 */
export async function placeVersion({ store, model, requestId, readVersion }: Placement): Promise<Outcome> {
  const registry = new ModelRegistry(store, { randomId: () => requestId });
  if ((await registry.alias(model, CHAMPION)) !== undefined) return 'has-champion';
  const published = await publish(registry, { model, requestId, readVersion });
  return typeof published === 'string' ? published : promote(registry, published);
}

async function publish(
  registry: ModelRegistry,
  { model, requestId, readVersion }: Omit<Placement, 'store'>,
): Promise<Manifest | Outcome> {
  const versions = await registry.versions(model);
  if (versions.length === 0) return (await registry.publishFirst(await readVersion())) ?? 'others-were-first';
  const oldest = await registry.manifest(model, versions[0]!);
  return oldest.writeId === requestId ? oldest : 'has-versions';
}

async function promote(registry: ModelRegistry, { model, version }: Manifest): Promise<Outcome> {
  const move = { model, alias: CHAMPION, version, by: 'cdk deploy', reason: FIRST_MODEL_REASON };
  try {
    await registry.moveAlias({ ...move, expectSequence: 0 });
    return 'placed';
  } catch (error) {
    if (error instanceof AliasMoved) return 'others-were-first';
    throw error;
  }
}
