import { REJECTION_REASON_NAMES, type RejectionReason } from './rejection.ts';

/** CloudWatch metrics: every name, unit and dimension, once. Dashboards, alarms and rules are built from here. */
export const METRIC_NAMESPACE = 'Weir';

/** The value of the dimension `service`: which part of Weir publishes. */
export const METRIC_SERVICES = { inference: 'inference' } as const;

/** Dimensions of every metric of the function; anything with more values is a property, never a dimension. */
export const METRIC_DIMENSIONS = ['service', 'stage', 'model', 'alias'] as const;

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

export type InferenceMetric = keyof typeof INFERENCE_METRICS;

/** The metric that counts the rejections of one reason: not-json becomes RejectedNotJson. */
export function rejectionMetric(reason: RejectionReason): string {
  return `Rejected${reason.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}`;
}

/** All metrics that count rejections by reason, in Count. */
export const REJECTION_METRICS: readonly string[] = REJECTION_REASON_NAMES.map(rejectionMetric);
