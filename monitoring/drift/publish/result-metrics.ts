import { createHash } from 'node:crypto';
import type { Difference, DriftResult } from '../../../lib/contract/drift.ts';
import {
  DRIFT_FEATURE_METRICS,
  DRIFT_METRICS,
  type DriftFeatureMetric,
  type DriftMetric,
  MAX_FEATURE_METRICS,
} from '../../../lib/contract/metrics.ts';
import { emfLine } from './emf.ts';

export interface Publication {
  readonly result: DriftResult;
  readonly stage: string;
  /** The time of the values. */
  readonly at: Date;
  /** Share of records without the feature, by its name: of the window alone. */
  readonly missing: ReadonlyMap<string, number>;
}

/** Labels of seven days that make their accuracy the best that is known: Wilson's interval is then at most ±.1. */
export const ENOUGH_LABELS = 100;

/** The same of rows that accuracy is estimated from: what few of them come to is chance, and wakes nobody. */
const ENOUGH_ROWS = 100;

/** The lines of a result: one of the model, one for each of its most important features. */
export function resultLines({ result, stage, at, missing }: Publication): string[] {
  const { model, version, window, basis, verdict } = result;
  const dimensions = { stage, model };
  const properties = { version, window: window.id, basis, verdict };
  const lines = [
    emfLine({ at, dimensions, properties, definitions: DRIFT_METRICS, values: modelValues(result) }),
    ...mostImportant(result.features).map((feature) =>
      emfLine({
        ...{ at, properties, definitions: DRIFT_FEATURE_METRICS },
        dimensions: { ...dimensions, feature: dimensionValue(feature.name) },
        values: featureValues(feature, missing.get(feature.name)),
      }),
    ),
  ];
  return lines.filter((line) => line !== undefined);
}

function modelValues(result: DriftResult): Partial<Record<DriftMetric, number | null | undefined>> {
  const { accuracy, prediction, confidence } = result;
  const { sevenDays, estimated } = accuracy;
  return {
    DriftDetected: result.alarm ? 1 : 0,
    DriftedFeatures: result.drifted.length,
    DriftedShare: result.dataset.weighted,
    QualityFindings: result.quality.length,
    WindowRows: result.rows,
    ProfileCoverage: result.coverage,
    PredictionDrift: prediction?.statistics.psi,
    ConfidenceDrift: confidence?.statistics.psi,
    EstimatedAccuracy: estimated?.value,
    RealisedAccuracy7Days: sevenDays?.value,
    Accuracy: bestKnown(result),
  };
}

function bestKnown({ rows, accuracy: { sevenDays, estimated } }: DriftResult): number | undefined {
  if (sevenDays && sevenDays.rows >= ENOUGH_LABELS) return sevenDays.value;
  return rows >= ENOUGH_ROWS ? estimated?.value : undefined;
}

function mostImportant(features: readonly Difference[]): Difference[] {
  return features.toSorted((a, b) => b.importance - a.importance).slice(0, MAX_FEATURE_METRICS);
}

/** The effect of too few rows is noise, and not told. */
function featureValues(
  { effect, verdict }: Difference,
  missing: number | undefined,
): Partial<Record<DriftFeatureMetric, number | undefined>> {
  return {
    FeatureDrift: verdict === 'insufficient-data' ? undefined : effect.value,
    FeatureDiffers: verdict === 'drift' ? 1 : 0,
    FeatureMissing: missing,
  };
}

/** Of a dimension's value. */
const MAX_CHARACTERS = 1024;

/** Hexadecimal digits of a digest that tell names apart: of 30 names two are alike once in 40,000 models. */
const DIGEST_DIGITS = 6;

/**
 * A dimension's value is ASCII, has 1,024 characters at most, some of them no spaces, and no colon first. Of a name
 * that cannot be one as it is a digest is added, or all features of a language without ASCII would be one metric.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
export function dimensionValue(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '?').replace(/^:/, '?');
  if (ascii === name && name.length <= MAX_CHARACTERS && name.trim() !== '') return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_DIGITS);
  return `${ascii.slice(0, MAX_CHARACTERS - digest.length - 2).trim()} #${digest}`.trim();
}
