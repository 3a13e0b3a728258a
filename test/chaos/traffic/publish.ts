import { CHAMPION } from '../../../lib/contract/alias.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { randomFrom } from '../../support/random.ts';
import { publishSample } from '../stack/publish-sample.ts';
import { anyFeatures, CHAOS_SIGNATURE, chaosModel, MODEL } from './model.ts';

const GOLDEN_RECORDS = 20;

/**
 * Publishes the model and makes it the champion.
 * @param location of the registry: s3://bucket/prefix
 */
export async function publishChaosModel(location: string): Promise<void> {
  const registry = new ModelRegistry(openStore(location));
  const random = randomFrom(1);
  const records = Array.from({ length: GOLDEN_RECORDS }, () => ({ ...anyFeatures(random) }));
  const sample = { bytes: chaosModel(), signature: CHAOS_SIGNATURE, outputs: ['label', 'probabilities'] };
  const version = await publishSample(registry, MODEL, sample, records);
  await registry.moveAlias({ model: MODEL, alias: CHAMPION, version, by: 'test', reason: 'a run of chaos' });
}
