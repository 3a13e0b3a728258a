/** Rows whose confidence lies in one interval. */
export interface CalibrationBin {
  /** Of the interval. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** The mean confidence of the rows. */
  readonly confidence: number;
  /** The share of the rows that is right. */
  readonly accuracy: number;
}

export interface Calibration {
  /** Without those that have no rows. */
  readonly bins: readonly CalibrationBin[];
  /** The mean distance of confidence and accuracy over the bins, weighted by rows: 0 is perfect. */
  readonly error: number;
  /** Of all rows. */
  readonly confidence: number;
  readonly accuracy: number;
}

export const CALIBRATION_BINS = 10;

/**
 * Whether a model is as often right as it says: the expected calibration error of the predicted class over bins of
 * equal width (Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI
 * 2015; for the predicted class Guo et al., "On calibration of modern neural networks", ICML 2017).
 * @param confidences each row's highest probability, 0 to 1
 * @param right whether the row's predicted class is the true one
 */
export function calibrationOf(confidences: ArrayLike<number>, right: readonly boolean[]): Calibration {
  const all = Array.from({ length: CALIBRATION_BINS }, () => ({ rows: 0, confidence: 0, hits: 0 }));
  right.forEach((isRight, row) => {
    const confidence = confidences[row]!;
    const bin = all[Math.min(Math.max(Math.floor(confidence * CALIBRATION_BINS), 0), CALIBRATION_BINS - 1)]!;
    bin.rows++;
    bin.confidence += confidence;
    bin.hits += isRight ? 1 : 0;
  });
  const sum = (of: (bin: (typeof all)[number]) => number): number =>
    all.reduce((total, bin) => total + of(bin), 0);
  const rows = right.length;
  return {
    bins: all.flatMap((bin, at) => (bin.rows === 0 ? [] : [binOf(bin, at)])),
    error: sum(({ confidence, hits }) => Math.abs(confidence - hits)) / rows,
    confidence: sum(({ confidence }) => confidence) / rows,
    accuracy: sum(({ hits }) => hits) / rows,
  };
}

function binOf({ rows, confidence, hits }: { rows: number; confidence: number; hits: number }, at: number) {
  const [from, to] = [at / CALIBRATION_BINS, (at + 1) / CALIBRATION_BINS];
  return { from, to, rows, confidence: confidence / rows, accuracy: hits / rows };
}

/** Each row's highest probability. @param probabilities row-major [rows, classes] */
export function confidencesOf(probabilities: ArrayLike<number>, classes: number): Float64Array {
  return Float64Array.from({ length: probabilities.length / classes }, (_, row) => {
    let highest = 0;
    for (let label = 0; label < classes; label++) {
      highest = Math.max(highest, probabilities[row * classes + label]!);
    }
    return highest;
  });
}
