import type { Layout } from '../../../../lib/contract/profile.ts';
import { type Signature, signatureSchema } from '../../../../lib/contract/signature.ts';

/** A signature of so many numbers: f0, f1, … */
export function wideSignature(features: number, rest: { readonly default?: number } = {}): Signature {
  return signatureSchema.parse({
    task: 'classification',
    featuresKey: null,
    predictionKey: 'answer',
    features: Array.from({ length: features }, (_, i) => ({ name: `f${i}`, type: 'number', ...rest })),
    classes: [0, 1],
  });
}

/** Of each feature 100 equal bins of [0, 1]. */
export function wholeLayout({ features }: Signature): Layout {
  const edges = Array.from({ length: 99 }, (_, i) => Math.fround((i + 1) / 100));
  return {
    features: features.map(({ name }) => ({ type: 'number', name, edges, range: [0, 1], unit: 2 ** -12 })),
    prediction: { task: 'classification', classes: 2, hasConfidence: true },
  };
}
