import { CHAMPION } from '../../../lib/contract/alias.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { randomFrom } from '../../support/random.ts';
import { registryOf } from '../part.ts';
import { publishSample } from '../stack/publish-sample.ts';
import { anyFeatures, CHAOS_SIGNATURE, chaosModel, MODEL } from './model.ts';

const GOLDEN_RECORDS = 20;

/** Publishes the model and makes it the champion. */
export async function publishChaosModel(bucket: string): Promise<void> {
  const registry = new ModelRegistry(openStore(registryOf(bucket)));
  const random = randomFrom(1);
  const records = Array.from({ length: GOLDEN_RECORDS }, () => ({ ...anyFeatures(random) }));
  const sample = { bytes: chaosModel(), signature: CHAOS_SIGNATURE, outputs: ['label', 'probabilities'] };
  const version = await publishSample(registry, MODEL, sample, records);
  await registry.moveAlias({ model: MODEL, alias: CHAMPION, version, by: 'test', reason: 'a run of chaos' });
}
