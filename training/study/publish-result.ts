import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { claimSchema, type EndedClaim } from './claim.ts';
import { StudyCorrupt } from './errors.ts';
import { writeOwnObject } from './own-object.ts';
import { studyKeys } from './study-keys.ts';

/**
 * Stores the result of a trial that has ended: the same bytes, whoever does it, since the claim has the end already.
 * @throws StudyCorrupt when another result is there
 */
export async function publishResult(store: ObjectStore, ended: EndedClaim): Promise<void> {
  const key = studyKeys(ended.study).result(ended.number);
  const { writeId } = ended.end;
  const etag = await writeOwnObject(store, claimSchema, {
    key,
    value: ended,
    replaces: undefined,
    isOwn: (stored) => stored.end?.writeId === writeId,
  });
  if (etag === undefined)
    throw new StudyCorrupt(`${key} in ${store.location} is not how the trial's claim ends`);
}
