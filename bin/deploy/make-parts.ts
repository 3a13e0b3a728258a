import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FIRST_MODEL_MANIFEST, firstModelSchema } from '../../lib/contract/first-model.ts';
import { buildFirstModel, buildInference, buildMonitoring } from './build-directories.ts';
import type { FirstModelOfMachine, Parts } from './compose.ts';
import { exportFirstModel } from './first-model.ts';
import type { Deployment } from './resolve-stage.ts';
import { ROOT } from './root.ts';

/**
 * Builds what the deployment packs, and takes the models to begin with from this machine.
 * @param registry the local registry, a directory
 */
export async function makeParts(deployment: Deployment, registry: string): Promise<Parts> {
  const [inference, monitoring, firstModels] = await Promise.all([
    deployment.package === 'zip' ? buildInference() : undefined,
    buildMonitoring(),
    firstModelsOf(deployment.firstModel === 'none' ? [] : Object.keys(deployment.models), registry),
  ]);
  return { inference, monitoring, firstModels, imageContext: ROOT };
}

async function firstModelsOf(
  models: readonly string[],
  registry: string,
): Promise<ReadonlyMap<string, FirstModelOfMachine>> {
  const versions = new Map<string, string>();
  for (const model of models) {
    const directory = join(ROOT, 'dist', `first-model-${model}`);
    const version = await exportFirstModel({ registry, model, directory });
    if (version !== undefined) versions.set(model, version);
  }
  if (versions.size === 0) return new Map();
  const code = await buildFirstModel();
  const found = new Map<string, FirstModelOfMachine>();
  for (const [model, version] of versions)
    found.set(model, { code, version, trainedOn: await dataOf(version) });
  return found;
}

async function dataOf(version: string): Promise<string | undefined> {
  const manifest = JSON.parse(await readFile(join(version, FIRST_MODEL_MANIFEST), 'utf8'));
  return firstModelSchema.parse(manifest).dataset?.source;
}
