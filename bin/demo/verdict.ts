import type { Manifest } from '../../lib/contract/manifest.ts';
import type { ClassLabel } from '../../lib/contract/signature.ts';
import { plural, rounded } from '../terminal/format.ts';
import type { StreamedThrough } from './stream-through.ts';

/** The demo's last line. Latency: from the call that put a record to the read that brought its prediction. */
export interface DemoResult {
  readonly sent: number;
  readonly predicted: number;
  readonly rejected: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly accuracy: number;
  readonly manifestAccuracy: number;
  readonly recordsPerSecond: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly model: string;
  readonly version: number;
}

export interface Verdict {
  readonly result: DemoResult;
  /** What is wrong, in words; empty when all is well. */
  readonly faults: readonly string[];
  /** Rows: true class, columns: predicted class, in the signature's class order. */
  readonly confusion: readonly (readonly number[])[];
  /** One for each predicted record. */
  readonly latenciesMs: readonly number[];
}

/** Decimals of an accuracy: 1/980 shows in the third. */
const ACCURACY_DECIMALS = 6;

/** Judges what came back. @param truth the true label of each record, in the order of `streamed.sent` */
export function judge(streamed: StreamedThrough, truth: readonly ClassLabel[], manifest: Manifest): Verdict {
  const { sent, answers, rejected } = streamed;
  const { classes, predictionKey } = manifest.signature;
  const confusion = classes.map(() => classes.map(() => 0));
  const latenciesMs: number[] = [];
  let correct = 0;
  let strange = 0;
  let lastReadAt = sent[0]?.putAt ?? 0;
  for (const [index, { id, putAt }] of sent.entries()) {
    const answer = answers.first.get(id);
    if (answer === undefined) continue;
    const label = answer.prediction[predictionKey];
    const row = confusion[classes.indexOf(truth[index]!)];
    const column = classes.indexOf(label as ClassLabel);
    if (row !== undefined && column !== -1) row[column] = row[column]! + 1;
    if (label === truth[index]) correct++;
    if (answer.customerId !== index || answer.version !== manifest.version) strange++;
    latenciesMs.push(answer.readAt - putAt);
    lastReadAt = Math.max(lastReadAt, answer.readAt);
  }
  const predicted = latenciesMs.length;
  const rejectedCount = sent.filter(({ id }) => rejected.has(id) && !answers.first.has(id)).length;
  const seconds = (lastReadAt - (sent[0]?.putAt ?? 0)) / 1000;
  const result: DemoResult = {
    sent: sent.length,
    predicted,
    rejected: rejectedCount,
    lost: sent.length - predicted - rejectedCount,
    duplicates: answers.duplicates,
    accuracy: rounded(predicted === 0 ? 0 : correct / predicted, ACCURACY_DECIMALS),
    manifestAccuracy: rounded(manifest.metrics.accuracy?.value ?? Number.NaN, ACCURACY_DECIMALS),
    recordsPerSecond: Math.round(seconds === 0 ? 0 : predicted / seconds),
    latencyMs: { p50: Math.round(quantile(latenciesMs, 0.5)), p99: Math.round(quantile(latenciesMs, 0.99)) },
    model: manifest.model,
    version: manifest.version,
  };
  return { result, faults: faultsOf(result, strange), confusion, latenciesMs };
}

function faultsOf(result: DemoResult, strange: number): string[] {
  const { rejected, lost, duplicates, accuracy, manifestAccuracy } = result;
  return [
    ...(lost > 0 ? [`lost: ${plural(lost, 'record')}`] : []),
    ...(rejected > 0 ? [`rejected: ${plural(rejected, 'record')}`] : []),
    ...(duplicates > 0 ? [`came twice: ${plural(duplicates, 'prediction')}`] : []),
    ...(strange > 0
      ? [`with the version or the customer of another record: ${plural(strange, 'prediction')}`]
      : []),
    ...(accuracy !== manifestAccuracy
      ? [`the accuracy is ${accuracy}, but the manifest says ${manifestAccuracy}`]
      : []),
  ];
}

/** The nearest-rank quantile; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
