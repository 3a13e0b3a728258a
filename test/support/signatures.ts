import type { Signature } from '../../lib/contract/signature.ts';
import { signatureSchema } from '../../lib/contract/signature.ts';

/** The signature of the wine records, any part of it replaced. */
export function wineSignature(changes: Partial<Signature> = {}): Signature {
  return signatureSchema.parse({
    task: 'classification',
    featuresKey: 'wine_features',
    carriedKeys: ['customer_id'],
    predictionKey: 'wine_quality',
    features: [
      { name: 'alcohol', type: 'number' },
      { name: 'volatile acidity', type: 'number' },
      { name: 'sulphates', type: 'number' },
    ],
    classes: [5, 6, 7],
    ...changes,
  });
}

/** A record as the wine stream sends it. */
export function wineRecord(values: readonly unknown[] = [8.8, 0.27, 0.45]): Record<string, unknown> {
  const [alcohol, acidity, sulphates] = values;
  return {
    wine_features: { alcohol, 'volatile acidity': acidity, sulphates },
    customer_id: 123,
  };
}
