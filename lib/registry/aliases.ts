import { type Alias, aliasSchema } from '../contract/alias.ts';
import { keys } from '../contract/keys.ts';
import { AliasInvalid } from './errors.ts';
import { decodeJson } from './json.ts';
import { type GetOptions, NOT_MODIFIED, type ObjectStore, type StoredObject } from './object-store.ts';

/** An alias as it was read, and the etag that a move of it states. */
export interface ReadAlias {
  readonly alias: Alias;
  readonly etag: string;
}

/**
 * The alias, undefined when there is none, or NOT_MODIFIED when its etag is still `options.ifNoneMatch`.
 * @throws AliasInvalid
 */
export async function readAlias(
  store: ObjectStore,
  model: string,
  alias: string,
  options?: GetOptions,
): Promise<ReadAlias | typeof NOT_MODIFIED | undefined> {
  const key = keys.alias(model, alias);
  const stored = await store.get(key, options);
  if (stored === undefined || stored === NOT_MODIFIED) return stored;
  return { alias: decodeAlias(store, key, stored), etag: stored.etag };
}

/** @throws AliasInvalid */
export function decodeAlias(store: ObjectStore, key: string, stored: StoredObject): Alias {
  const decoded = decodeJson(aliasSchema, stored.body);
  if ('value' in decoded) return decoded.value;
  throw new AliasInvalid(`${key} in ${store.location} is not an alias of this Weir: ${decoded.problem}`);
}

/** All aliases of a model by name, in ascending order of their names. */
export async function readAliases(store: ObjectStore, model: string): Promise<Record<string, Alias>> {
  const prefix = keys.aliasesPrefix(model);
  const aliases: Record<string, Alias> = {};
  for await (const { key } of store.list(prefix)) {
    const name = /^([a-z0-9-]{1,63})\.json$/.exec(key.slice(prefix.length))?.[1];
    const found = name === undefined ? undefined : await readAlias(store, model, name);
    if (name !== undefined && found !== undefined && found !== NOT_MODIFIED) aliases[name] = found.alias;
  }
  return aliases;
}
