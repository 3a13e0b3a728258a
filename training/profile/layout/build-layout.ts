import type { Layout } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import type { FeatureRows } from '../../trainers/trainer.ts';
import { columnOf } from '../columns.ts';
import { categoryBins } from './category-bins.ts';
import { numberBins } from './number-bins.ts';

/** What a layout is made from. */
export interface LayoutSource {
  readonly signature: Signature;
  /** As the model gets them; NaN where a row has no value. */
  readonly rows: FeatureRows;
  /** Of a regression: what it answers to rows that it did not see. */
  readonly values?: Float32Array | undefined;
  /** Whether answers carry probabilities. */
  readonly hasConfidence: boolean;
}

/** Into which bins values go, by the rows that a model was made from. */
export function buildLayout({ signature, rows, values, hasConfidence }: LayoutSource): Layout {
  return {
    features: signature.features.map(({ name, type }, feature) =>
      (type === 'number' ? numberBins : categoryBins)(name, columnOf(rows, feature)),
    ),
    prediction:
      signature.task === 'classification'
        ? { task: 'classification', classes: signature.classes.length, hasConfidence }
        : {
            task: 'regression',
            bins: numberBins(signature.predictionKey, values ?? new Float32Array()),
          },
  };
}
