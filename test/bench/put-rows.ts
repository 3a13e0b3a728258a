import { join } from 'node:path';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { kinesisPutRecords } from '../../lambdas/inference/adapters/kinesis-put-records.ts';
import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import { type Evaluation, evaluateBatch, type ServedModel } from '../../lambdas/inference/evaluate.ts';
import { PredictionEncoder } from '../../lambdas/inference/respond/prediction-encoder.ts';
import { PutChunk } from '../../lambdas/inference/respond/put-chunk.ts';
import { ReadyQueue } from '../../lambdas/inference/respond/ready-queue.ts';
import type { OutputFormat } from '../../lib/contract/prediction.ts';
import { type StandInEndpoints, startLines } from './child-lines.ts';
import { measure, type Rounds, ratio, typical } from './measure.ts';
import type { Row } from './report.ts';

const IN_FLIGHT = 8;
const STREAM = 'weir-output';
const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'secret' };

/** The requests of a batch, encoded. */
function chunksOf(evaluation: Evaluation, format: OutputFormat): PutChunk[] {
  const { records, output } = evaluation;
  const encoder = new PredictionEncoder({ ...evaluation, output: output! }, format, Date.now());
  const queue = new ReadyQueue(records, 'none');
  const chunks: PutChunk[] = [];
  for (;;) {
    const chunk = new PutChunk();
    chunk.fill(queue, encoder, records);
    if (chunk.count === 0) return chunks;
    chunks.push(chunk);
  }
}

/** What the plain client is given: the same bytes as an object per entry. */
function sdkEntries({ count, bytes, ends, partitionKeys }: PutChunk) {
  return Array.from({ length: count }, (_, i) => ({
    Data: bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]),
    PartitionKey: partitionKeys[i],
  }));
}

/** Hands the chunks to `put`, several at once. */
async function putAll(
  chunks: readonly PutChunk[],
  put: (chunk: PutChunk) => Promise<unknown>,
): Promise<void> {
  const waiting = chunks.values();
  const worker = async () => {
    for (const chunk of waiting) await put(chunk);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/**
 * The put path from encoded entries to answers, against the SDK's client as it is, both to a stand-in for the
 * Kinesis API in another process. What is compared is the processor time of this process: the function pays for
 * building, serialising, signing, sending and reading, and a wait in the network is the same for both.
 */
export async function putRows(model: ServedModel, event: KinesisEvent, rounds: Rounds): Promise<Row[]> {
  const standIn = startLines(join(import.meta.dirname, 'put-stand-in.ts'));
  const { http1, http2 } = JSON.parse(await standIn.nextLine()) as StandInEndpoints;
  const sink = kinesisPutRecords({
    streamName: STREAM,
    region: REGION,
    endpointUrl: http1,
    credentials: CREDENTIALS,
  });
  const sdk = new KinesisClient({ endpoint: http2, region: REGION, credentials: CREDENTIALS });
  const evaluation = await evaluateBatch(event, model);
  const rows: Row[] = [];
  for (const format of ['compact', 'full'] as const) {
    const chunks = chunksOf(evaluation, format);
    const processor = { ours: [] as number[], sdk: [] as number[] };
    const ours = () => putAll(chunks, (chunk) => sink.put(chunk));
    const theirs = () =>
      putAll(chunks, (chunk) =>
        sdk.send(new PutRecordsCommand({ StreamName: STREAM, Records: sdkEntries(chunk) })),
      );
    const wall = await measure(
      { ours: timed(ours, processor.ours), sdk: timed(theirs, processor.sdk) },
      rounds,
    );
    const [own, other] = [processor.ours.slice(rounds.warmUp), processor.sdk.slice(rounds.warmUp)];
    rows.push({
      what: `put path ÷ plain SDK client, ${format} records`,
      measured: ratio(own, other),
      target: { kind: 'at most', value: 0.5 },
      unit: '×',
      detail: `processor ${typical(own).toFixed(1)} ÷ ${typical(other).toFixed(1)} ms (wall ${typical(wall.ours).toFixed(1)} ÷ ${typical(wall.sdk).toFixed(1)} ms), to a stand-in, the SDK's over HTTP/2 as it is`,
    });
  }
  sdk.destroy();
  await standIn.end();
  return rows;
}

/** Adds the processor time of each call to `times`, in milliseconds. */
function timed(work: () => Promise<void>, times: number[]): () => Promise<void> {
  return async () => {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  };
}
