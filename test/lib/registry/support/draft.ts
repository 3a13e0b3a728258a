import type { Signature } from '../../../../lib/contract/signature.ts';
import type { VersionDraft } from '../../../../lib/registry/registry.ts';
import { bytes } from './collect.ts';

export const MODEL = 'wine-quality';

/** A move of the champion, but for its version. */
export const move = { model: MODEL, alias: 'champion', by: 'ann', reason: 'better on the holdout' };

const signature: Signature = {
  task: 'classification',
  featuresKey: 'wine_features',
  carriedKeys: ['customer_id'],
  predictionKey: 'wine_quality',
  features: [{ name: 'alcohol', type: 'number' }],
  classes: [5, 6],
};

/** What a publisher brings; `mark` tells drafts apart, in the trainer's name and the model's bytes. */
export function draftOf(model: string, mark = 'a draft'): VersionDraft {
  return {
    model,
    trainer: mark,
    signature,
    runtime: {
      inputTensor: 'features',
      labelTensor: 'label',
      probabilityTensor: 'probabilities',
      valueTensor: null,
      chunkRows: null,
      opset: 21,
      irVersion: 10,
    },
    metrics: { accuracy: { value: 0.5, low: 0.4, high: 0.6 } },
    hyperparameters: { c: 1 },
    artifacts: { model: bytes(`model of ${mark}`), golden: bytes(`golden of ${mark}`) },
  };
}
