import { existsSync } from 'node:fs';
import { UserError } from '../../lib/contract/errors.ts';
import { keys } from '../../lib/contract/keys.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';

/** Why a registry does not have a model, and which it has; undefined when it has a version of it. */
export async function whyUnknown(registry: ModelRegistry, model: string): Promise<string | undefined> {
  const { location } = registry.store;
  if (!location.startsWith('s3://') && !existsSync(location))
    return `there is no registry ${location}, so no model ${model}; expected a directory or s3://bucket/prefix: name it with --registry`;
  if ((await registry.versions(model)).length > 0) return undefined;
  const names = await registry.models();
  const known = names.length === 0 ? 'it holds none yet' : `it holds ${names.join(', ')}`;
  return `there is no model ${model} in the registry ${location}; ${known}: choose one with --model, or another place with --registry`;
}

/** Whether predictions of a model were logged in a store. */
export function hasPredictions(store: ObjectStore, model: string): Promise<boolean> {
  return hasAny(store, keys.predictionsPrefix(model));
}

/**
 * A model is known by a version in the registry, or by predictions that were logged or counted in the store: that may
 * belong to another registry.
 * @throws UserError for a model that neither knows
 */
export async function checkKnown(registry: ModelRegistry, store: ObjectStore, model: string): Promise<void> {
  const problem = await whyUnknown(registry, model);
  if (problem === undefined || (await hasPredictions(store, model))) return;
  if (await hasAny(store, keys.windowsPrefix(model))) return;
  throw new UserError(`${problem}. Nor are there predictions of ${model} in ${store.location}`);
}

async function hasAny(store: ObjectStore, prefix: string): Promise<boolean> {
  for await (const _ of store.list(prefix)) return true;
  return false;
}
