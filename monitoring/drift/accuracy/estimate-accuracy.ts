import type { ReferenceProfile } from '../../../lib/contract/profile.ts';

/** What a window's accuracy is without labels, and between what it lies in 95 of 100 windows. */
export interface AccuracyEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of a normal distribution: 95% lie within so many deviations. */
const DEVIATIONS = 1.96;

/**
 * The accuracy to be expected of a window from its confidences alone: each row counts as right as often as rows of its
 * confidence were, among rows that the model did not see (confidence-based performance estimation, CBPE, on the top
 * label: Białek, Kuberski, Perrakis & Bifet, "Estimating model performance under covariate shift without labels",
 * arXiv:2401.08348, 2024).
 *
 * It follows a change of what comes in. It does not see a change of what is right: where the same features now deserve
 * other labels, only labels tell.
 *
 * The band holds the error of the map where the window's confidences lie and the chance of so many rows.
 * @param confidence the window's rows by bin of confidence
 * @returns null of a regression, without probabilities, without labels when the profile was made, and without rows
 */
export function estimateAccuracy(
  confidence: readonly number[] | undefined,
  { calibration, counts }: Pick<ReferenceProfile, 'calibration' | 'counts'>,
): AccuracyEstimate | null {
  const rows = confidence?.reduce((sum, count) => sum + count, 0) ?? 0;
  if (confidence === undefined || calibration === null || rows === 0) return null;
  const { accuracy, error } = calibration;
  const mean = (of: (share: number) => number): number =>
    confidence.reduce((sum, count, bin) => sum + of(accuracy[bin]!) * count, 0) / rows;
  const value = mean((share) => share);
  const ofMap = Math.max(error ** 2, varianceOfMap(accuracy, confidence, counts.predictions.confidence));
  const ofRows = mean((share) => share * (1 - share)) / rows;
  const deviation = Math.sqrt(ofMap + ofRows);
  return {
    value,
    low: Math.max(0, value - DEVIATIONS * deviation),
    high: Math.min(1, value + DEVIATIONS * deviation),
  };
}

/**
 * Of the mean that a map gives to other confidences than those it was fitted to: bins of one share were one block, and
 * err together; different blocks by themselves. Where no row was, nothing is known: the neighbouring block answers for
 * it, with its own error.
 */
function varianceOfMap(
  accuracy: readonly number[],
  confidence: readonly number[],
  reference: readonly number[] | undefined,
): number {
  if (reference === undefined) return 0;
  const rows = confidence.reduce((sum, count) => sum + count, 0);
  return blocksOf(accuracy, confidence, reference).reduce((variance, block) => {
    // Agresti & Coull's two successes and two failures: a block that was always right is not known to be so.
    const attempts = block.learned + 4;
    const share = (block.share * block.learned + 2) / attempts;
    return variance + (block.weight / rows) ** 2 * ((share * (1 - share)) / attempts);
  }, 0);
}

interface Block {
  share: number;
  /** Rows that the share comes from. */
  learned: number;
  /** Rows of the window in it. */
  weight: number;
}

/** Bins without a row of the reference go to the block before them, the first ones to the first block. */
function blocksOf(
  accuracy: readonly number[],
  confidence: readonly number[],
  reference: readonly number[],
): Block[] {
  const blocks: Block[] = [];
  let early = 0;
  accuracy.forEach((share, bin) => {
    const last = blocks.at(-1);
    const [learned, weight] = [reference[bin]!, confidence[bin]!];
    if (learned === 0 && last === undefined) early += weight;
    else if (last !== undefined && (learned === 0 || last.share === share)) {
      last.learned += learned;
      last.weight += weight;
    } else blocks.push({ share, learned, weight });
  });
  if (blocks[0] !== undefined) blocks[0].weight += early;
  return blocks;
}
