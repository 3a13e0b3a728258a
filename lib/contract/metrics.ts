import { REJECTION_REASON_NAMES, type RejectionReason } from './rejection.ts';

/** CloudWatch metrics: every name, unit and dimension, once. Dashboards, alarms and rules are built from here. */
export const METRIC_NAMESPACE = 'Weir';

/** The value of the dimension `service`: which part of Weir publishes. */
export const METRIC_SERVICES = {
  inference: 'inference',
  training: 'training',
  drift: 'drift',
  labels: 'labels',
} as const;

/** Dimensions of every metric of the function; anything with more values is a property, never a dimension. */
export const METRIC_DIMENSIONS = ['service', 'stage', 'model', 'alias'] as const;

/** Dimensions of every metric of training tasks; study, model and worker are properties. */
export const TRAINING_DIMENSIONS = ['service', 'stage'] as const;

/** Dimensions of every metric of the drift job, and of the function that takes labels from a stream. */
export const DRIFT_DIMENSIONS = ['service', 'stage', 'model'] as const;

/** Those of its metrics of one feature; features are at most MAX_FEATURE_METRICS, by importance. */
export const DRIFT_FEATURE_DIMENSIONS = ['service', 'stage', 'model', 'feature'] as const;

/** Each costs as much as any other metric, so the least important features of a wide model have none. */
export const MAX_FEATURE_METRICS = 30;

type Unit = 'Count' | 'Milliseconds' | 'Seconds' | 'None';

/**
 * What a value means to a time series: `counter` adds up, `gauge` is the latest, `distribution` has a mean and
 * percentiles.
 */
export type MetricKind = 'counter' | 'gauge' | 'distribution';

export interface MetricDefinition {
  readonly unit: Unit;
  /** Default: Count is a counter, Milliseconds a distribution, the rest gauges. */
  readonly kind?: MetricKind;
  readonly meaning: string;
}

function define<const T extends Record<string, MetricDefinition>>(metrics: T): T {
  return metrics;
}

/** What the inference function publishes, one EMF document an invocation. */
export const INFERENCE_METRICS = define({
  RecordsReceived: { unit: 'Count', meaning: 'Records of the batch, aggregates taken apart.' },
  RecordsPredicted: {
    unit: 'Count',
    meaning:
      'Records whose predictions the output stream acknowledged; of a batch that is handed back from a record on, those before it.',
  },
  RecordsRejected: { unit: 'Count', meaning: 'Records put in quarantine.' },
  RecordsUnfinished: { unit: 'Count', meaning: 'Records handed back to be delivered again.' },
  BatchesUnfinished: {
    unit: 'Count',
    meaning: '1 when the batch was handed back in part or whole. Lambda does not count it as an error.',
  },
  Confidence: {
    unit: 'None',
    kind: 'distribution',
    meaning: 'Confidence of up to 100 predictions, evenly spaced over the sorted batch.',
  },
  DecodeLatency: { unit: 'Milliseconds', meaning: 'From event to vectors.' },
  InferLatency: { unit: 'Milliseconds', meaning: 'The session runs of the batch.' },
  PutLatency: { unit: 'Milliseconds', meaning: 'Encoding and putting predictions, retries included.' },
  BatchLatency: {
    unit: 'Milliseconds',
    meaning: 'From the event to the acknowledged predictions: decode, infer and put.',
  },
  ResponseTime: {
    unit: 'Milliseconds',
    meaning: "From the arrival of the batch's oldest record in the stream to its acknowledged prediction.",
  },
  ModelVersion: { unit: 'None', meaning: 'The served version.' },
  ModelAge: { unit: 'Seconds', meaning: 'Since the served version was published.' },
  ModelReloads: { unit: 'Count', meaning: 'Swaps to another version.' },
  ModelFallbacks: { unit: 'Count', meaning: 'Versions that were refused, so that another one is served.' },
  NoChampion: {
    unit: 'Count',
    meaning:
      '1 when the records wait for a promotion: no alias was moved, or all its versions are refused. A registry that cannot be read is not counted.',
  },
});

/** What the function publishes of the counting of live rows, when it counts. */
export const PROFILE_METRICS = define({
  RecordsProfiled: {
    unit: 'Count',
    meaning:
      'Predicted records whose counts this invocation made durable; of RecordsPredicted, the coverage.',
  },
  ProfileFailures: { unit: 'Count', meaning: '1 when windows could not be written; they are tried again.' },
});

/** What the drift job publishes of each model, one EMF document a window and version. */
export const DRIFT_METRICS = define({
  DriftRuns: { unit: 'Count', meaning: '1 for each run of the job that came to its end.' },
  DriftDetected: { unit: 'None', meaning: '1 when the latest window raises the alarm, 0 when it does not.' },
  DriftedFeatures: { unit: 'None', meaning: 'Features that drifted in two of three windows.' },
  DriftedShare: { unit: 'None', meaning: 'Their share, weighted by importance.' },
  QualityFindings: {
    unit: 'None',
    meaning: 'Findings about the data: missing, type, category, range, volume.',
  },
  WindowRows: { unit: 'None', meaning: 'Rows of the judged window.' },
  ProfileCoverage: { unit: 'None', meaning: 'Counted rows ÷ predictions.' },
  PredictionDrift: { unit: 'None', meaning: "PSI of the predictions against the reference's." },
  ConfidenceDrift: { unit: 'None', meaning: "PSI of the confidence against the reference's." },
  EstimatedAccuracy: { unit: 'None', meaning: 'Without labels, from the calibrated confidence (CBPE).' },
  RealisedAccuracy: { unit: 'None', meaning: 'By the labels that came so far, of the window.' },
  RealisedAccuracy7Days: { unit: 'None', meaning: 'By the labels that came so far, of seven days.' },
  Accuracy: {
    unit: 'None',
    meaning: 'The best that is known: of seven days by labels when there are enough, else estimated.',
  },
  LabelCoverage: { unit: 'None', meaning: 'Labelled ÷ predicted, of the window.' },
  LabelLag: { unit: 'Seconds', meaning: 'Median time from arrival to label.' },
  DriftJobTime: { unit: 'Milliseconds', meaning: 'How long a run took.' },
});
export type DriftMetric = keyof typeof DRIFT_METRICS;

/** What the drift job publishes of each feature. */
export const DRIFT_FEATURE_METRICS = define({
  FeatureDrift: {
    unit: 'None',
    meaning: 'The judged effect: normed Wasserstein of numbers, PSI of categories.',
  },
  FeatureDiffers: { unit: 'None', meaning: '1 when the feature drifted in two of three windows.' },
  FeatureMissing: { unit: 'None', meaning: 'Share of records without the feature.' },
});
export type DriftFeatureMetric = keyof typeof DRIFT_FEATURE_METRICS;

/** What the function that takes labels from a stream publishes, only when there is something to tell: see METRIC_CATALOGUE. */
export const LABEL_METRICS = define({
  LabelsInvalid: { unit: 'Count', meaning: 'Lines of the stream that are no labels.' },
});

/** What training tasks publish, one EMF document a minute and one at their end. */
export const TRAINING_METRICS = define({
  Heartbeats: { unit: 'Count', meaning: '1 for each minute of a task that runs.' },
  RunAge: { unit: 'Seconds', meaning: 'Since the run began that the task belongs to.' },
  TrialsFinished: { unit: 'Count', meaning: 'Trials that the worker ended, pruned ones among them.' },
  TrialsFailed: { unit: 'Count', meaning: 'Trials of the worker that failed.' },
});

export type TrainingMetric = keyof typeof TRAINING_METRICS;

/** What the inference function publishes besides while an alias `challenger` names a version to try. */
export const CHALLENGER_METRICS = define({
  ChallengerRows: { unit: 'Count', meaning: 'Rows that champion and challenger both answered.' },
  ChallengerAgreements: {
    unit: 'Count',
    meaning: 'Of these, those with the same label; of a regression, with values within 5% of each other.',
  },
  ChallengerFailures: {
    unit: 'Count',
    meaning: 'Rows on which the challenger throws or gives no usable answer.',
  },
  ChallengerConfidence: { unit: 'None', meaning: "Mean confidence of the challenger's answers in a batch." },
  ChallengerLatency: { unit: 'Milliseconds', meaning: "The challenger's run, in a process of its own." },
  ChallengerWait: {
    unit: 'Milliseconds',
    meaning: 'By how much the challenger put off the answer to the batch.',
  },
  ChallengerSkipped: {
    unit: 'Count',
    meaning: '1 when the batch was not shown to the challenger: no time was left, or it was still busy.',
  },
});

export type ChallengerMetric = keyof typeof CHALLENGER_METRICS;
export type ProfileMetric = keyof typeof PROFILE_METRICS;
export type InferenceMetric = keyof typeof INFERENCE_METRICS | ChallengerMetric | ProfileMetric;

/** All that the function publishes by name, rejections apart. */
export const FUNCTION_METRICS = { ...INFERENCE_METRICS, ...CHALLENGER_METRICS, ...PROFILE_METRICS } as const;

/** The metric that counts the rejections of one reason: not-json becomes RejectedNotJson. */
export function rejectionMetric(reason: RejectionReason): string {
  return `Rejected${reason.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}`;
}

/** All metrics that count rejections by reason, in Count. */
export const REJECTION_METRICS: readonly string[] = REJECTION_REASON_NAMES.map(rejectionMetric);

/** By default from the unit. */
export function kindOf({ unit, kind }: MetricDefinition): MetricKind {
  if (kind !== undefined) return kind;
  return unit === 'Count' ? 'counter' : unit === 'Milliseconds' ? 'distribution' : 'gauge';
}

/**
 * The metric's name in Prometheus, in base units: RecordsReceived is weir_records_received_total, InferLatency
 * weir_infer_latency_seconds. https://prometheus.io/docs/practices/naming/
 */
export function prometheusName(name: string, definition: MetricDefinition): string {
  const words = name.replace(/([a-z])(?=[A-Z0-9])|(\d)(?=[A-Z])/g, '$1$2_').toLowerCase();
  const unit = { Count: '', None: '', Seconds: '_seconds', Milliseconds: '_seconds' }[definition.unit];
  return `weir_${words}${unit}${kindOf(definition) === 'counter' ? '_total' : ''}`;
}
