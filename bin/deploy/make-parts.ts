import { join } from 'node:path';
import type { FirstModelSource } from '../../lib/constructs/first-model/first-model.ts';
import { buildFirstModel, buildInference } from './build-directories.ts';
import type { Parts } from './compose.ts';
import { exportFirstModel } from './first-model.ts';
import type { Deployment } from './resolve-stage.ts';
import { ROOT } from './root.ts';

/**
 * Builds what the deployment packs, and takes the models to begin with from this machine.
 * @param registry the local registry, a directory
 */
export async function makeParts(deployment: Deployment, registry: string): Promise<Parts> {
  const [inference, firstModels] = await Promise.all([
    deployment.package === 'zip' ? buildInference() : undefined,
    firstModelsOf(deployment.firstModel === 'none' ? [] : Object.keys(deployment.models), registry),
  ]);
  return { inference, firstModels, imageContext: ROOT };
}

async function firstModelsOf(
  models: readonly string[],
  registry: string,
): Promise<ReadonlyMap<string, FirstModelSource>> {
  const versions = new Map<string, string>();
  for (const model of models) {
    const directory = join(ROOT, 'dist', `first-model-${model}`);
    const version = await exportFirstModel({ registry, model, directory });
    if (version !== undefined) versions.set(model, version);
  }
  if (versions.size === 0) return new Map();
  const code = await buildFirstModel();
  return new Map([...versions].map(([model, version]) => [model, { code, version }]));
}
