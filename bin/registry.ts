import { type Alias, CHAMPION } from '../lib/contract/alias.ts';
import { UserError } from '../lib/contract/errors.ts';
import type { Manifest } from '../lib/contract/manifest.ts';
import { openStore } from '../lib/registry/adapters/open-store.ts';
import { NOT_MODIFIED } from '../lib/registry/object-store.ts';
import { ModelRegistry } from '../lib/registry/registry.ts';

export function openRegistry(location: string): ModelRegistry {
  return new ModelRegistry(openStore(location));
}

/** An alias as it is now, or undefined when it names nothing yet. */
export async function currentAlias(
  registry: ModelRegistry,
  model: string,
  alias: string,
): Promise<Alias | undefined> {
  const found = await registry.alias(model, alias);
  return found === undefined || found === NOT_MODIFIED ? undefined : found.alias;
}

/** The version that an alias names, or undefined when it names none yet. */
export async function aliasVersion(
  registry: ModelRegistry,
  model: string,
  alias: string,
): Promise<number | undefined> {
  return (await currentAlias(registry, model, alias))?.version;
}

export interface ChampionOptions {
  /** Default: champion. */
  readonly alias?: string;
  /** What else a person can do when there is none, for the message. */
  readonly otherwise?: string;
}

/** The manifest that an alias names. @throws UserError that says what to do when there is none */
export async function championOf(
  registry: ModelRegistry,
  model: string,
  { alias = CHAMPION, otherwise }: ChampionOptions = {},
): Promise<Manifest> {
  const version = await aliasVersion(registry, model, alias);
  if (version !== undefined) return registry.manifest(model, version);
  const instead = otherwise === undefined ? '' : `, or ${otherwise}`;
  throw new UserError(
    `${model} has no ${alias} in the registry ${registry.store.location}; expected a promoted version: run "weir train", "weir publish … --promote" or "weir promote ${model} <version>" first${instead}`,
  );
}
