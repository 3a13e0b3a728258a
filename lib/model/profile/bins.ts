import { type Bins, CONFIDENCE_BINS, type NumberBins, SUM_LIMIT } from '../../contract/profile.ts';

/**
 * The rules of counting in their plainest form: what the counter does fast, for whoever counts a few values or
 * checks it.
 */

/** How many bins there are. */
export function binCount(bins: Bins): number {
  return bins.type === 'number' ? bins.edges.length + 1 : bins.codes.length + 1;
}

/** The bin of a value that is there: a number (infinities too), or a category's code. */
export function binOf(bins: Bins, value: number): number {
  if (bins.type === 'number') {
    const bin = bins.edges.findIndex((edge) => value <= edge);
    return bin < 0 ? bins.edges.length : bin;
  }
  const bin = bins.codes.indexOf(value);
  return bin < 0 ? bins.codes.length : bin;
}

/** The middle of the range in whole units: what a sum's contributions are near to. */
export function middleInUnits({ range: [low, high], unit }: Pick<NumberBins, 'range' | 'unit'>): number {
  return Math.round((low / 2 + high / 2) / unit);
}

/** What a value adds to its bin's sum, in whole units: far from zero, more than a double holds. */
export function unitsOf(bins: NumberBins, value: number): bigint {
  const middle = middleInUnits(bins);
  const units = Math.round(value / bins.unit) - middle;
  return BigInt(middle) + BigInt(Math.min(SUM_LIMIT, Math.max(-SUM_LIMIT, units)));
}

/** The bin of a confidence; one outside [0, 1], by a rounding of the model's, counts in the outer bin. */
export function confidenceBin(confidence: number): number {
  return Math.min(CONFIDENCE_BINS - 1, Math.max(0, Math.floor(confidence * CONFIDENCE_BINS)));
}
