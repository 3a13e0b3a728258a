import { NOT_MODIFIED, type ObjectStore } from '../../lib/registry/object-store.ts';
import { digestOf } from '../../lib/registry/versions.ts';
import { type StudyDefinition, studyDefinitionSchema } from './definition.ts';
import { StudyCorrupt, StudyNotFound } from './errors.ts';
import { decoded } from './own-object.ts';
import { studyKeys } from './study-keys.ts';

export interface ReadDefinition {
  readonly definition: StudyDefinition;
  /** SHA-256 of study.json. */
  readonly digest: string;
}

/** @throws StudyNotFound | StudyCorrupt */
export async function readDefinition(store: ObjectStore, study: string): Promise<ReadDefinition> {
  const found = await findDefinition(store, study);
  if (found) return found;
  throw new StudyNotFound(
    `there is no study ${study} in ${store.location}; "weir study list" shows those that are there, "weir train --trials 50" makes one`,
  );
}

/** The same, or undefined when there is none. @throws StudyCorrupt */
export async function findDefinition(store: ObjectStore, study: string): Promise<ReadDefinition | undefined> {
  const key = studyKeys(study).definition;
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) return undefined;
  const definition = decoded(store, key, studyDefinitionSchema, stored);
  if (definition.study !== study)
    throw new StudyCorrupt(`${key} in ${store.location} is the definition of ${definition.study}`);
  return { definition, digest: digestOf(stored.body) };
}
