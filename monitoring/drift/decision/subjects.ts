import type { Difference } from '../../../lib/contract/drift.ts';
import {
  type Bins,
  CONFIDENCE_BINS,
  type Counts,
  type FeatureCounts,
  type ReferenceProfile,
} from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { deviationBetweenBins, sampleOf } from '../statistics/sample.ts';
import type { HourNumber } from './hours.ts';
import { isChosen } from './rare-categories.ts';
import { openSeries, type Series } from './series.ts';

/** What is compared: a feature, the prediction, the confidence. */
export interface Subject {
  readonly name: string;
  readonly type: Difference['type'];
  /** Names of a category's bins. */
  readonly names: readonly string[] | null;
  readonly importance: number;
  /** Its place in the reference's spread; null of what is compared in other bins than that was made of. */
  readonly feature: number | null;
  open(): Series;
}

export interface SubjectsInput {
  readonly profile: ReferenceProfile;
  readonly signature: Signature;
  readonly countsAt: (hour: HourNumber) => Counts | undefined;
}

/** In the order of the layout. */
export function featureSubjects({ profile, signature, countsAt }: SubjectsInput): Subject[] {
  return profile.layout.features.map((bins, index) => {
    const feature = signature.features[index];
    const values = feature?.type === 'category' ? feature.values : [];
    return {
      name: bins.name,
      type: bins.type,
      names: bins.type === 'category' ? bins.codes.map((code) => values[code] ?? String(code)) : null,
      importance: profile.importance[index] ?? 0,
      feature: isChosen(bins, profile.counts.features[index]!.bins) ? null : index,
      open: () =>
        openSeries({
          bins,
          deviation: profile.moments[index]?.deviation ?? 0,
          reference: profile.counts.features[index]!,
          countsAt: (hour) => countsAt(hour)?.features[index],
        }),
    };
  });
}

export function predictionSubject(input: SubjectsInput): Subject | null {
  const { prediction } = input.profile.layout;
  const isLabel = prediction.task === 'classification';
  const bins: Bins = isLabel
    ? {
        type: 'category',
        name: 'prediction',
        codes: Array.from({ length: prediction.classes }, (_, code) => code),
      }
    : prediction.bins;
  return ofPredictions(input, {
    name: input.signature.predictionKey,
    type: isLabel ? 'label' : 'value',
    names: isLabel ? input.signature.classes.map(String) : null,
    bins,
    counts: ({ predictions }) => (isLabel ? labelCounts(predictions.labels) : predictions.values),
  });
}

export function confidenceSubject(input: SubjectsInput): Subject | null {
  return ofPredictions(input, {
    name: 'confidence',
    type: 'confidence',
    names: null,
    bins: CONFIDENCE_LAYOUT,
    counts: ({ predictions }) => confidenceCounts(predictions.confidence),
  });
}

function ofPredictions(
  { profile, countsAt }: SubjectsInput,
  subject: Pick<Subject, 'name' | 'type' | 'names'> & {
    readonly bins: Bins;
    readonly counts: (counts: Counts) => FeatureCounts | undefined;
  },
): Subject | null {
  const { name, type, names, bins, counts } = subject;
  const reference = counts(profile.counts);
  if (reference === undefined) return null;
  const open = () =>
    openSeries({
      bins,
      deviation: bins.type === 'number' ? deviationBetweenBins(sampleOf(bins, reference)) : 0,
      reference,
      countsAt: (hour) => {
        const counted = countsAt(hour);
        return counted && counts(counted);
      },
    });
  return { name, type, names, importance: 0, feature: null, open };
}

/** Unlike a feature's, without a bin for the rest: predictions are of the model's own classes. */
function labelCounts(labels: readonly number[] | undefined): FeatureCounts | undefined {
  return labels && { bins: [...labels], missing: 0, below: 0, above: 0 };
}

/** A confidence counts as the middle of its bin: sums in units of half a bin. */
const CONFIDENCE_LAYOUT: Bins = {
  type: 'number',
  name: 'confidence',
  edges: Array.from({ length: CONFIDENCE_BINS - 1 }, (_, bin) => (bin + 1) / CONFIDENCE_BINS),
  range: [0, 1],
  unit: 0.5 / CONFIDENCE_BINS,
};

function confidenceCounts(bins: readonly number[] | undefined): FeatureCounts | undefined {
  if (bins === undefined) return undefined;
  const sums = bins.map((rows, bin) => String(rows * (2 * bin + 1)));
  return { bins: [...bins], sums, missing: 0, below: 0, above: 0 };
}
