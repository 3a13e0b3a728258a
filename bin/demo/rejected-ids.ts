import { keys } from '../../lib/contract/keys.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../lib/registry/object-store.ts';

/** The ids of all records of a model in the quarantine. */
export async function rejectedIds(quarantine: ObjectStore, model: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { key } of quarantine.list(keys.quarantinePrefix(model))) {
    const object = await quarantine.get(key);
    if (object === undefined || object === NOT_MODIFIED) continue;
    for (const line of Buffer.from(object.body).toString('utf8').split('\n')) {
      if (line !== '') ids.add(JSON.parse(line).predictionId);
    }
  }
  return ids;
}
