import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import type { Evaluation } from '../../lambdas/inference/evaluate.ts';
import { type OutputFormat, predictionId } from '../../lib/contract/prediction.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { ClassificationOutput, ModelSession } from '../../lib/model/session.ts';

/** What one would write first: the yardsticks of the table. */

type Features = Readonly<Record<string, number>>;
type Parsed = Readonly<Record<string, unknown>> & { readonly wine_features: Features };

/** Base64 and JSON.parse of every record. */
export function parseAll({ Records }: KinesisEvent): Parsed[] {
  return Records.map(({ kinesis }) => JSON.parse(Buffer.from(kinesis.data, 'base64').toString()) as Parsed);
}

/** The same, and the features as arrays. */
export function decodeNaively(event: KinesisEvent, signature: Signature): number[][] {
  return parseAll(event).map((record) => signature.features.map(({ name }) => record.wine_features[name]!));
}

/** JSON.stringify of every prediction record. */
export function encodeNaively(
  { event, manifest }: Pick<Evaluation, 'event' | 'manifest'>,
  { labels, probabilities }: ClassificationOutput,
  parsed: readonly Parsed[],
  format: OutputFormat,
): string[] {
  const { model, version, signature } = manifest;
  const { classes, predictionKey } = signature;
  const predictedAt = new Date().toISOString();
  return event.Records.map(({ kinesis }, row) => {
    const { sequenceNumber, approximateArrivalTimestamp } = kinesis;
    const origin = { streamName: 'weir-input', shardId: 'shardId-000000000006', sequenceNumber };
    const id = predictionId({ ...origin, subSequenceNumber: null });
    const label = labels[row]!;
    const values = probabilities!.subarray(row * classes.length, (row + 1) * classes.length);
    const prediction = { [predictionKey]: classes[label], confidence: rounded(values[label]!) };
    const { customer_id } = parsed[row]!;
    if (format === 'compact') return JSON.stringify({ predictionId: id, customer_id, prediction });
    return JSON.stringify({
      predictionId: id,
      model,
      version,
      customer_id,
      prediction: {
        ...prediction,
        probabilities: Object.fromEntries(classes.map((name, i) => [name, rounded(values[i]!)])),
      },
      sequenceNumber,
      shardId: origin.shardId,
      arrivedAt: new Date(approximateArrivalTimestamp * 1000).toISOString(),
      predictedAt,
    });
  });
}

function rounded(probability: number): number {
  return Math.round(probability * 1e5) / 1e5;
}

/** Event to encoded records, one step after the other, with one run of the model. */
export async function handleNaively(
  evaluation: Pick<Evaluation, 'event' | 'manifest'>,
  session: ModelSession,
  format: OutputFormat,
): Promise<Buffer[]> {
  const { signature } = evaluation.manifest;
  const parsed = parseAll(evaluation.event);
  const vectors = parsed.map((record) => signature.features.map(({ name }) => record.wine_features[name]!));
  const output = await session.run(Float32Array.from(vectors.flat()), vectors.length);
  if (output.task !== 'classification') throw new Error('the bench has classifiers alone');
  return encodeNaively(evaluation, output, parsed, format).map((text) => Buffer.from(text));
}
