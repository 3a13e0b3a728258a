import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Signature, signatureSchema } from '../../../lib/contract/signature.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { ModelRegistry, type VersionDraft } from '../../../lib/registry/registry.ts';

/** A directory of the test's own, gone afterwards. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'weir-bin-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** The registry that a command finds by default when it runs in `home`. */
export function registryIn(home: string): ModelRegistry {
  return new ModelRegistry(new DirectoryStore(join(home, 'registry')));
}

/** The signature of the wine model with two features. */
export function wineSignature(): Signature {
  return signatureSchema.parse({
    task: 'classification',
    featuresKey: 'wine_features',
    carriedKeys: ['customer_id'],
    predictionKey: 'wine_quality',
    features: [
      { name: 'alcohol', type: 'number' },
      { name: 'sulphates', type: 'number', default: 0.5 },
    ],
    classes: [5, 6],
  });
}

/** A version that lists and promotes like any other; its files are no model. */
export function wineDraft(accuracy = 0.5): VersionDraft {
  return {
    model: 'wine-quality',
    trainer: 'test',
    signature: wineSignature(),
    runtime: {
      inputTensor: 'x',
      labelTensor: 'label',
      probabilityTensor: 'probabilities',
      valueTensor: null,
      chunkRows: null,
      opset: 21,
      irVersion: 10,
    },
    metrics: { accuracy: { value: accuracy, low: accuracy - 0.03, high: accuracy + 0.03 } },
    hyperparameters: {},
    artifacts: { model: Buffer.from('model'), golden: Buffer.from('golden') },
  };
}
