import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import { evaluateBatch, type ServedModel } from '../../lambdas/inference/evaluate.ts';
import { deadlineOf } from '../../lambdas/inference/respond/deadline.ts';
import { type Outcome, type ResponseSettings, respond } from '../../lambdas/inference/respond/respond.ts';
import type { QuarantinedRecord } from '../../lib/contract/rejection.ts';
import {
  leapingTime,
  MemoryQuarantine,
  MemorySink,
  type Script,
} from '../lambdas/inference/respond/memory-sinks.ts';
import { wineSignature } from '../support/signatures.ts';

/** The wine signature with a category, and a class of no feature so that any row can be answered. */
export const SIGNATURE = wineSignature({
  features: [
    { name: 'alcohol', type: 'number' },
    { name: 'volatile acidity', type: 'number', default: 0.3 },
    { name: 'colour', type: 'category', values: ['red', 'white'], default: 'red' },
  ],
});

export interface Run {
  readonly outcome: Outcome;
  /** The ids of all records of the batch, in input order. */
  readonly records: readonly string[];
  /** The ids that reached the output stream, with repeats. */
  readonly predicted: readonly string[];
  readonly quarantined: readonly QuarantinedRecord[];
}

export interface Weather {
  readonly script?: Script;
  readonly quarantineFailures?: number;
}

/** An event through evaluation and answer, with sinks in memory. */
export async function runPipeline(
  event: KinesisEvent,
  model: ServedModel,
  settings: ResponseSettings,
  { script, quarantineFailures = 0 }: Weather = {},
): Promise<Run> {
  const sink = new MemorySink(script);
  const quarantine = new MemoryQuarantine(quarantineFailures);
  const time = leapingTime();
  const evaluation = await evaluateBatch(event, model);
  const deadline = deadlineOf(time.now(), 60_000);
  const outcome = await respond(evaluation, { predictions: sink, quarantine, time }, settings, deadline);
  return {
    outcome,
    records: Array.from({ length: evaluation.records.count }, (_, i) => evaluation.records.predictionId(i)),
    predicted: sink.stream.map(({ predictionId }) => predictionId),
    quarantined: [...quarantine.objects.values()].flat(),
  };
}
