import {
  INFERENCE_METRICS,
  PROFILE_METRICS,
  REJECTION_METRICS,
  TRAINING_METRICS,
} from '../contract/metrics.ts';

/**
 * What the two stacks of one model cost whether a record comes or not. A test compares the counts with the
 * synthesised templates, so that a new key or alarm changes them here too.
 */
export const STACK_RESOURCES = {
  /** Customer keys of KMS. */
  keys: 4,
  /** Metrics that standard alarms watch; an alarm on an expression counts each metric in it. */
  alarmMetrics: 22,
  compositeAlarms: 0,
  dashboards: 2,
  streams: 2,
} as const;

/** Metrics of the function at most: one combination of dimensions, and a metric for each reason of a rejection. */
export const CUSTOM_METRICS =
  Object.keys({ ...INFERENCE_METRICS, ...PROFILE_METRICS }).length + REJECTION_METRICS.length;

/** The drift job of a model, once an hour: its memory, and what it asks S3 for besides windows. */
export const DRIFT_JOB = {
  memoryMb: 2_048,
  /** Profiles, merged days, former results, labels. */
  reads: 60,
  /** Lists, and results, reports and merged days that are written. */
  lists: 20,
} as const;

/** The same of a stage's training stack with a daily run and a public network, whether a run comes or not. */
export const TRAINING_RESOURCES = {
  keys: 1,
  alarmMetrics: 8,
} as const;

/** Metrics of training tasks: one combination of dimensions, charged by the hour in which there are values. */
export const TRAINING_CUSTOM_METRICS = Object.keys(TRAINING_METRICS).length;
