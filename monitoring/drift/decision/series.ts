import type { Bins, FeatureCounts } from '../../../lib/contract/profile.ts';
import { COARSE_BINS, type Grouping, groupEvenly } from '../statistics/grouping.ts';
import { type Sample, sampleOf } from '../statistics/sample.ts';
import type { HourNumber } from './hours.ts';

/** One feature (or the prediction, or the confidence) over all hours. */
export interface Series {
  readonly bins: Bins;
  /** By which a number's Wasserstein distance is divided: of the training rows, whatever it is compared with. */
  readonly deviation: number;
  /** Deciles of the training rows, of a number. */
  readonly grouping: Grouping | null;
  /** The rows that the version was made from. */
  readonly reference: Sample;
  /** Undefined where nothing was counted. */
  at(hour: HourNumber): Sample | undefined;
}

/**
 * Reads counts as they are asked for and keeps them: a series is made, used up and dropped feature by feature, since
 * five weeks of a wide model are more than should be held at once.
 */
export function openSeries(input: {
  readonly bins: Bins;
  readonly deviation: number;
  readonly reference: FeatureCounts;
  readonly countsAt: (hour: HourNumber) => FeatureCounts | undefined;
}): Series {
  const { bins, deviation, countsAt } = input;
  const read = new Map<HourNumber, Sample | undefined>();
  return {
    bins,
    deviation,
    grouping: bins.type === 'number' ? groupEvenly(input.reference.bins, COARSE_BINS) : null,
    reference: sampleOf(bins, input.reference),
    at(hour) {
      if (!read.has(hour)) {
        const counts = countsAt(hour);
        read.set(hour, counts && sampleOf(bins, counts));
      }
      return read.get(hour);
    },
  };
}
