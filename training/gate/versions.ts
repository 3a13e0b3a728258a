import { CHAMPION } from '../../lib/contract/alias.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import type { GateChampion } from './input.ts';

/** A published version as the gate sees it, its file held against its digest. */
export async function gateVersion(registry: ModelRegistry, manifest: Manifest): Promise<GateChampion> {
  const { model: name, version, signature, runtime, artifacts, dataset } = manifest;
  const { labelTensor, probabilityTensor, valueTensor, chunkRows } = runtime;
  return {
    name,
    version,
    model: await registry.artifact(artifacts.model),
    signature,
    chunkRows,
    outputs: { label: labelTensor, probabilities: probabilityTensor, value: valueTensor },
    dataset,
  };
}

/** The version that `champion` names now; undefined when it names none yet. */
export async function gateChampion(
  registry: ModelRegistry,
  model: string,
): Promise<GateChampion | undefined> {
  const { [CHAMPION]: champion } = await registry.aliases(model);
  if (champion === undefined) return undefined;
  return gateVersion(registry, await registry.manifest(model, champion.version));
}
