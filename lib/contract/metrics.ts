import { REJECTION_REASON_NAMES, type RejectionReason } from './rejection.ts';

/** CloudWatch metrics: every name, unit and dimension, once. Dashboards, alarms and rules are built from here. */
export const METRIC_NAMESPACE = 'Weir';

/** The value of the dimension `service`: which part of Weir publishes. */
export const METRIC_SERVICES = { inference: 'inference', training: 'training' } as const;

/** Dimensions of every metric of the function; anything with more values is a property, never a dimension. */
export const METRIC_DIMENSIONS = ['service', 'stage', 'model', 'alias'] as const;

/** Dimensions of every metric of training tasks; study, model and worker are properties. */
export const TRAINING_DIMENSIONS = ['service', 'stage'] as const;

type Unit = 'Count' | 'Milliseconds' | 'Seconds' | 'None';

interface MetricDefinition {
  readonly unit: Unit;
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
    meaning: 'Confidence of up to 100 predictions, evenly spaced over the sorted batch.',
  },
  DecodeLatency: { unit: 'Milliseconds', meaning: 'From event to vectors.' },
  InferLatency: { unit: 'Milliseconds', meaning: 'The session runs of the batch.' },
  PutLatency: { unit: 'Milliseconds', meaning: 'Encoding and putting predictions, retries included.' },
  ModelAge: { unit: 'Seconds', meaning: 'Since the served version was published.' },
  ModelReloads: { unit: 'Count', meaning: 'Swaps to another version.' },
  ModelFallbacks: { unit: 'Count', meaning: 'Versions that were refused, so that another one is served.' },
  NoChampion: {
    unit: 'Count',
    meaning:
      '1 when the records wait for a promotion: no alias was moved, or all its versions are refused. A registry that cannot be read is not counted.',
  },
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
export type InferenceMetric = keyof typeof INFERENCE_METRICS | ChallengerMetric;

/** All that the function publishes by name, rejections apart. */
export const FUNCTION_METRICS = { ...INFERENCE_METRICS, ...CHALLENGER_METRICS } as const;

/** The metric that counts the rejections of one reason: not-json becomes RejectedNotJson. */
export function rejectionMetric(reason: RejectionReason): string {
  return `Rejected${reason.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}`;
}

/** All metrics that count rejections by reason, in Count. */
export const REJECTION_METRICS: readonly string[] = REJECTION_REASON_NAMES.map(rejectionMetric);
