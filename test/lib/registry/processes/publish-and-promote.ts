import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { draftOf } from '../support/draft.ts';

/** Publishes a version of wine-quality and makes it the champion. */
export async function publishAndPromote(store: ObjectStore, by: string): Promise<number> {
  const registry = new ModelRegistry(store);
  const { version } = await registry.publish(draftOf('wine-quality', by));
  await registry.moveAlias({ model: 'wine-quality', alias: 'champion', version, by, reason: 'a test' });
  return version;
}
