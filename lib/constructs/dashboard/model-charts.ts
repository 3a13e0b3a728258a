import { Duration } from 'aws-cdk-lib';
import { Color, type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  DRIFT_FEATURE_DIMENSIONS,
  type DriftFeatureMetric,
  type DriftMetric,
  METRIC_NAMESPACE,
} from '../../contract/metrics.ts';
import { type AlarmThresholds, DEFAULT_THRESHOLDS } from '../alarms/alarm-thresholds.ts';
import { driftDimensions, driftMetric } from '../drift/metrics.ts';
import type { InferenceFunction } from '../inference-function/inference-function.ts';
import type { Chart } from './widgets.ts';

/** The parts whose metrics are shown. */
export interface ModelParts {
  readonly function: InferenceFunction;
  readonly thresholds?: AlarmThresholds | undefined;
}

/** Below it a feature's difference is never called drift: see docs/architecture.md. */
const EFFECT_FLOOR = 0.1;

/** What serves, and what is tried beside it. */
export function versions({ function: inference, thresholds }: ModelParts): readonly Chart[] {
  const alarm = thresholds?.modelAgeSeconds ?? DEFAULT_THRESHOLDS.modelAgeSeconds;
  return [
    {
      title: 'The served version and its age',
      leftUnit: 'version',
      left: [inference.metric('ModelVersion', { statistic: Stats.MAXIMUM, label: 'version' })],
      right: [hours(inference.metric('ModelAge'), 'age')],
      rightUnit: `hours; alarm above ${alarm / 3_600}`,
    },
    {
      title: 'Swaps, and versions that were refused',
      leftUnit: 'a minute',
      left: [
        inference.metric('ModelReloads', { label: 'swaps' }),
        inference.metric('ModelFallbacks', { label: 'refused', color: Color.RED }),
      ],
    },
    {
      title: 'Challenger in shadow: rows that it answered too, and on how many it agrees',
      leftUnit: 'rows a minute',
      left: [
        inference.metric('ChallengerRows', { label: 'both answered', color: Color.GREY }),
        inference.metric('ChallengerAgreements', { label: 'agreed', color: Color.GREEN }),
      ],
    },
  ];
}

function hours(age: IMetric, label: string): IMetric {
  return new MathExpression({
    expression: 'seconds / 3600',
    label,
    period: Duration.minutes(1),
    usingMetrics: { seconds: age },
  });
}

/** What the drift job found, hour by hour. */
export function drift({ function: { settings } }: ModelParts): readonly Chart[] {
  const metric = metricsOf(settings);
  return [
    {
      title: 'Drift by feature: normed Wasserstein of numbers, PSI of categories',
      leftUnit: 'effect',
      left: [ofFeatures('FeatureDrift', settings)],
      annotations: [{ value: EFFECT_FLOOR, label: 'floor', color: Color.RED }],
    },
    {
      title: 'Verdict: 1 raises the alarm; features that drifted; findings about the data',
      leftUnit: 'a window',
      left: [
        metric('DriftDetected', 'alarm', Color.RED),
        metric('DriftedFeatures', 'features that drifted', Color.ORANGE),
        metric('QualityFindings', 'findings', Color.PURPLE),
      ],
      right: [metric('DriftedShare', 'share of the importance')],
      rightUnit: 'share',
    },
    {
      title: 'Drift of predictions and of confidence',
      leftUnit: 'PSI',
      left: [metric('PredictionDrift', 'predictions'), metric('ConfidenceDrift', 'confidence')],
      annotations: [{ value: EFFECT_FLOOR, label: 'floor', color: Color.RED }],
    },
  ];
}

/** How good its answers are, as far as anybody knows. */
export function quality({ function: { settings }, thresholds }: ModelParts): readonly Chart[] {
  const metric = metricsOf(settings);
  return [
    {
      title: 'Accuracy: estimated without labels, and by labels that came later',
      leftUnit: 'share',
      left: [
        metric('EstimatedAccuracy', 'estimated', Color.GREY),
        metric('RealisedAccuracy', 'by labels, of the hour', Color.GREEN),
        metric('RealisedAccuracy7Days', 'by labels, of seven days', Color.BLUE),
      ],
      annotations: [
        { value: thresholds?.accuracy ?? DEFAULT_THRESHOLDS.accuracy, label: 'alarm', color: Color.RED },
      ],
    },
    {
      title: 'Labels that came: of how many predictions, and how late',
      leftUnit: 'share',
      left: [metric('LabelCoverage', 'labelled')],
      right: [metric('LabelLag', 'median lag')],
      rightUnit: 'seconds',
    },
    {
      title: 'What the judgement rests on: rows of a window, and their share of the predictions',
      leftUnit: 'rows',
      left: [metric('WindowRows', 'rows')],
      right: [metric('ProfileCoverage', 'counted')],
      rightUnit: 'share',
    },
  ];
}

type Settings = InferenceFunction['settings'];

function metricsOf({ stage, model }: Settings) {
  return (name: DriftMetric, label: string, color?: string): IMetric =>
    driftMetric(name, { stage, model }, { label, ...(color === undefined ? {} : { color }) });
}

/**
 * A search, since the features are the model's and change with its versions. At most 30 are published.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
function ofFeatures(name: DriftFeatureMetric, { stage, model }: Settings): IMetric {
  const schema = [METRIC_NAMESPACE, ...DRIFT_FEATURE_DIMENSIONS].join(',');
  const values = Object.entries(driftDimensions({ stage, model })).map(([key, value]) => `${key}="${value}"`);
  return new MathExpression({
    expression: `SEARCH('{${schema}} MetricName="${name}" ${values.join(' ')}', 'Maximum', 3600)`,
    label: '',
    period: Duration.hours(1),
    usingMetrics: {},
  });
}
