import type { ArtifactKind } from './manifest.ts';
import { ARTIFACT_FILES } from './manifest.ts';

/** Object keys of the registry, data and quarantine stores: the one place where their layout is written. */
export const keys = {
  modelsPrefix: () => 'models/',
  modelPrefix: (model: string) => `models/${model}/`,
  artifactsPrefix: (model: string) => `models/${model}/artifacts/`,
  artifact: (model: string, publishId: string, kind: ArtifactKind) =>
    `models/${model}/artifacts/${publishId}/${ARTIFACT_FILES[kind]}`,
  versionsPrefix: (model: string) => `models/${model}/versions/`,
  version: (model: string, version: number) => `models/${model}/versions/${version}.json`,
  aliasesPrefix: (model: string) => `models/${model}/aliases/`,
  alias: (model: string, alias: string) => `models/${model}/aliases/${alias}.json`,
  historyPrefix: (model: string, alias: string) => `models/${model}/history/${alias}/`,
  history: (model: string, alias: string, sequence: number) =>
    `models/${model}/history/${alias}/${String(sequence).padStart(12, '0')}.json`,
  /** Data that runs on AWS learn from, put there by people. */
  datasetsPrefix: () => 'datasets/',
  studiesPrefix: () => 'studies/',
  /** Everything of one study: see training/study. */
  studyPrefix: (study: string) => `studies/${study}/`,
  quarantinePrefix: (model: string) => `quarantine/${model}/`,
  /** @param day UTC, YYYY-MM-DD, of the first rejected record's arrival */
  quarantine: (model: string, day: string, batch: string) => `quarantine/${model}/${day}/${batch}.jsonl`,
  /** Where Lambda itself writes what it gave up, in the store that is the on-failure destination. */
  failedBatchesPrefix: () => 'aws/lambda/',
  /** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
  failedBatch: (mappingId: string, shardId: string, at: Date, id: string) => {
    const [day = '', time = ''] = at.toISOString().split('T');
    const second = time.slice(0, 'HH:MM:SS'.length).replaceAll(':', '.');
    return `aws/lambda/${mappingId}/${shardId}/${day.replaceAll('-', '/')}/${day}T${second}-${id}`;
  },
  /** Counts of live rows, by hour of their arrival: see lib/contract/profile.ts. */
  windowsPrefix: (model: string) => `windows/${model}/`,
  windowHourPrefix: (model: string, hour: string) => `windows/${model}/${hour}/`,
  window: (model: string, hour: string, version: number, writer: string) =>
    `windows/${model}/${hour}/${version}/${writer}.json`,
  /** How often sandboxes shall write their windows: set by the drift job. */
  windowPace: (model: string) => `pace/${model}.json`,
  predictionsPrefix: (model: string) => `predictions/${model}/`,
  predictionHourPrefix: (model: string, hour: string) => `predictions/${model}/${hour}/`,
  /** The optional log of predictions, by hour of arrival. */
  predictions: (model: string, hour: string, writer: string) =>
    `predictions/${model}/${hour}/${writer}.jsonl`,
  labelsPrefix: (model: string) => `labels/${model}/`,
  /** Labels that came later. @param day UTC, YYYY-MM-DD, on which they came */
  labels: (model: string, day: string, batch: string) => `labels/${model}/${day}/${batch}.jsonl`,
  driftPrefix: (model: string) => `drift/${model}/`,
  /** @param window such as 2026-11-21T02 (an hour) or 2026-11-21 (a day) */
  driftResult: (model: string, window: string, version: number) =>
    `drift/${model}/${window}/v${version}.json`,
  driftReport: (model: string, window: string, version: number) =>
    `drift/${model}/${window}/v${version}.html`,
  /** The newest hour's result and report again, at an address that does not change. */
  latestDriftResult: (model: string) => `drift/${model}/latest.json`,
  latestDriftReport: (model: string) => `drift/${model}/latest.html`,
  /** Which results were told to metrics and annotations. */
  driftPublished: (model: string) => `drift/${model}/published.json`,
  mergedPrefix: (model: string) => `merged/${model}/`,
  /** The windows of a day, each merged from its objects: derived. @param day UTC, YYYY-MM-DD */
  merged: (model: string, day: string) => `merged/${model}/${day}.json`,
  /** Accuracy by the labels that came so far, of the hours of a day. @param day UTC, YYYY-MM-DD */
  accuracy: (model: string, day: string) => `accuracy/${model}/${day}.json`,
  /** Which hours the labels that came on a day are about: derived. @param day UTC, YYYY-MM-DD */
  labelIndex: (model: string, day: string) => `accuracy/${model}/labels/${day}.json`,
  replaysPrefix: () => 'replays/',
  /** Which records of an object of the quarantine or the destination were replayed. */
  replays: (source: string) => `replays/${source}.json`,
} as const;

/** The version number of a manifest's key, or undefined when the key is none. */
export function versionOfKey(key: string): number | undefined {
  const match = /\/versions\/([1-9]\d{0,14})\.json$/.exec(key);
  return match ? Number(match[1]) : undefined;
}
