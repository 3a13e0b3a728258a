import { z } from 'zod';
import type { DriftMetric, InferenceMetric } from './metrics.ts';
import { nameSchema } from './names.ts';

/**
 * The alarms on Weir's own metrics: CloudWatch alarms, Prometheus rules, Grafana alerts and the embedded stack's
 * alarms are all built from here. Those on metrics of AWS alone (iterator age, throttles, the on-failure destination,
 * training) stand with their constructs.
 */

/** How values of a period become the one that is compared. */
export type AlarmExpression =
  /** Sums of some metrics over the sum of another; 0 while that is below `ofAtLeast`. */
  | {
      readonly over: 'share';
      readonly numerator: readonly InferenceMetric[];
      readonly denominator: InferenceMetric;
      readonly ofAtLeast: number;
    }
  | { readonly over: 'mean' | 'maximum' | 'minimum' | 'sum'; readonly metric: InferenceMetric | DriftMetric };

export interface AlarmDefinition {
  /** Begins a sentence of one: what the alarm means. */
  readonly means: string;
  /** The first thing to do. */
  readonly first: string;
  readonly expression: AlarmExpression;
  readonly comparison: 'above' | 'below';
  /** In the metric's own unit (shares 0 to 1, milliseconds, seconds). */
  readonly threshold: number;
  /** What a person may set it to. */
  readonly range: { readonly from: number; readonly to: number; readonly unit: string };
  readonly periodSeconds: number;
  /** Of how many latest periods how many must reach the threshold. */
  readonly periods: number;
  readonly datapoints: number;
  /** What a period without values is: `ok`, or `breaching` when silence itself is the fault. */
  readonly missing: 'ok' | 'breaching';
  readonly severity: 'critical' | 'warning';
}

/**
 * A maximum or minimum whose period has no value is that of a period longer by this share: what is published once an
 * hour comes some seconds or minutes after the hour, and an alarm that goes on shall not end and begin anew by it.
 */
export const LATE_SHARE = 0.25;

function define<const T extends Record<string, AlarmDefinition>>(
  alarms: T,
): { [K in keyof T]: AlarmDefinition } {
  return alarms;
}

const SHARE = { from: 0.001, to: 1, unit: 'share' } as const;
const FIVE_MINUTES = { periodSeconds: 300, periods: 1, datapoints: 1, missing: 'ok' } as const;
const HOURLY = { periodSeconds: 3600, periods: 1, datapoints: 1, missing: 'ok' } as const;

/** By name, which is the anchor of their section in docs/runbook.md as well. */
export const ALARMS = define({
  'error-rate': {
    means: 'More than half of the records of five minutes were rejected or handed back.',
    first: "Run weir quarantine for the reasons, and read the warnings of the function's log.",
    expression: {
      over: 'share',
      numerator: ['RecordsRejected', 'RecordsUnfinished'],
      denominator: 'RecordsReceived',
      ofAtLeast: 1,
    },
    comparison: 'above',
    threshold: 0.5,
    range: SHARE,
    severity: 'critical',
    ...FIVE_MINUTES,
  },
  'low-confidence': {
    means: 'The model is unsure of what it sees: its mean confidence over five minutes is low.',
    first: 'Open the latest drift report: which features changed?',
    expression: { over: 'mean', metric: 'Confidence' },
    comparison: 'below',
    threshold: 0.6,
    range: SHARE,
    severity: 'warning',
    ...FIVE_MINUTES,
  },
  'slow-batches': {
    means: 'Batches take long from event to acknowledged predictions.',
    first: 'Compare decode, infer and put latency on the dashboard.',
    expression: { over: 'mean', metric: 'BatchLatency' },
    comparison: 'above',
    threshold: 1000,
    range: { from: 1, to: 900_000, unit: 'milliseconds' },
    severity: 'warning',
    ...FIVE_MINUTES,
  },
  'slow-response': {
    means: 'Predictions come late after their records arrived.',
    first: 'Compare iterator age with batch latency: do records wait, or are batches slow?',
    expression: { over: 'mean', metric: 'ResponseTime' },
    comparison: 'above',
    threshold: 2000,
    range: { from: 1, to: 86_400_000, unit: 'milliseconds' },
    severity: 'warning',
    ...FIVE_MINUTES,
  },
  'model-age': {
    means: 'The served model is old: no newer version was promoted in time.',
    first: 'See whether training ran, and what its gate said.',
    expression: { over: 'maximum', metric: 'ModelAge' },
    comparison: 'above',
    threshold: 36 * 3600,
    range: { from: 60, to: 10 * 365 * 86_400, unit: 'seconds' },
    severity: 'warning',
    ...FIVE_MINUTES,
  },
  accuracy: {
    means:
      'The model is right too seldom, by labels that came later or, without them, by its own confidence.',
    first: 'Open the latest drift report; train anew, or roll back.',
    expression: { over: 'minimum', metric: 'Accuracy' },
    comparison: 'below',
    threshold: 0.5,
    range: SHARE,
    severity: 'warning',
    ...HOURLY,
  },
  drift: {
    means:
      'The world changed: features differ in two of three windows, by more than chance and by enough to matter.',
    first: 'Open the drift report: which features, and how important are they?',
    expression: { over: 'maximum', metric: 'DriftDetected' },
    comparison: 'above',
    threshold: 0,
    range: { from: 0, to: 0, unit: 'not settable' },
    severity: 'warning',
    ...HOURLY,
  },
  'data-quality': {
    means:
      'The data itself is wrong: missing, of another type, unseen, out of range, or too little or too much of it.',
    first: 'Open the drift report: its findings name the feature. Ask the producer.',
    expression: { over: 'maximum', metric: 'QualityFindings' },
    comparison: 'above',
    threshold: 0,
    range: { from: 0, to: 1000, unit: 'findings' },
    severity: 'warning',
    ...HOURLY,
  },
  'drift-job-missing': {
    means: 'The drift job has not come to its end for three hours: nobody watches the model.',
    first: "Read the job's log; run weir drift by hand.",
    expression: { over: 'sum', metric: 'DriftRuns' },
    comparison: 'below',
    threshold: 1,
    range: { from: 1, to: 1, unit: 'not settable' },
    severity: 'critical',
    periodSeconds: 3600,
    periods: 3,
    datapoints: 3,
    missing: 'breaching',
  },
});

export type AlarmName = keyof typeof ALARMS;
export const ALARM_NAMES = Object.keys(ALARMS) as AlarmName[];

/**
 * `alarms.json` in the local state: thresholds that `weir alarms set` changed for the embedded stack; what is left
 * out has its default. It is read at each evaluation.
 */
export const localAlarmsSchema = z.strictObject({
  thresholds: z.partialRecord(z.enum(ALARM_NAMES as [AlarmName, ...AlarmName[]]), z.number()).default({}),
});

/** What the embedded stack found. */
export const alarmStatesSchema = z.record(
  z.string(),
  z.strictObject({
    state: z.enum(['ok', 'alarm', 'insufficient-data']),
    since: z.iso.datetime(),
    value: z.number().nullable(),
    threshold: z.number(),
    /** True when `weir alarms test` raised it. */
    isTest: z.boolean(),
  }),
);
export type AlarmStates = Readonly<z.infer<typeof alarmStatesSchema>>;

/**
 * `alarm-states/<model>.json` beside it: the states of the stack that serves the model, written at each evaluation and
 * removed when it ends. One that ended without it is known by `aliveAt`.
 */
export const alarmStatesFileSchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  /** Of one run of a stack. */
  writer: z.uuid(),
  /** When it evaluated last. */
  aliveAt: z.iso.datetime(),
  alarms: alarmStatesSchema,
});
export type AlarmStatesFile = Readonly<z.infer<typeof alarmStatesFileSchema>>;
