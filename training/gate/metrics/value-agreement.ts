import { VALUE_TOLERANCE } from '../../../lib/contract/golden.ts';

/** How far the exported graph's values are from the trainer's own. */
export interface ValueAgreement {
  readonly rows: number;
  /** The largest |Δ| ÷ max(1, |value|); infinite where one is NaN. */
  readonly largestDifference: number;
  /** Rows whose difference exceeds VALUE_TOLERANCE. */
  readonly rowsDiffering: number;
}

/** @param exported of the same rows, in the same order */
export function compareValues(trainer: Float64Array, exported: Float32Array): ValueAgreement {
  const differences = trainer.map((value, row) => {
    const difference = Math.abs(exported[row]! - value) / Math.max(1, Math.abs(value));
    return Number.isNaN(difference) ? Infinity : difference;
  });
  return {
    rows: trainer.length,
    largestDifference: differences.reduce((largest, difference) => Math.max(largest, difference), 0),
    rowsDiffering: differences.filter((difference) => difference > VALUE_TOLERANCE).length,
  };
}
