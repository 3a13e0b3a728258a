import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Rejection } from '../../lib/contract/rejection.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { MissingValues } from '../../lib/model/profile/missing-values.ts';
import type { ModelOutput, ModelSession } from '../../lib/model/session.ts';
import { BatchDecoder, type DecodedBatch, type RecordRejection } from './decode/decode-batch.ts';
import type { KinesisEvent } from './decode/kinesis-event.ts';
import { NO_ROW, type RecordTable } from './decode/record-table.ts';
import { type BrokenModel, isBroken, predictRows, type RowPredictions } from './predict/predict-rows.ts';
import { unusableRows } from './predict/unusable-rows.ts';

export type { RecordRejection } from './decode/decode-batch.ts';
export type { KinesisEvent, KinesisEventRecord } from './decode/kinesis-event.ts';
export type { BrokenModel } from './predict/predict-rows.ts';

/** A version that answers: loaded, verified and warm. */
export interface ServedModel {
  readonly manifest: Manifest;
  readonly session: ModelSession;
  /** Whether the golden records run without throwing; asked when a batch throws, to tell a bad row from a bad model. */
  goldenRuns(): Promise<boolean>;
}

/** A batch's answers, in input order; nothing of it has been written anywhere. */
export interface Evaluation {
  readonly event: KinesisEvent;
  readonly manifest: Manifest;
  /** Every record, aggregates taken apart, each with the row of `output` that answers it. */
  readonly records: RecordTable;
  /** The input rows, row-major float32 [rowCount, d]; longer than that counts. */
  readonly rows: Float32Array;
  readonly rowCount: number;
  /** Values that were missing and took a default; undefined when none did. */
  readonly missing: MissingValues | undefined;
  /** By row; undefined when there is no row or `broken` says why. */
  readonly output: ModelOutput | undefined;
  /** Ascending by record; empty when `broken` says why. */
  readonly rejections: readonly RecordRejection[];
  readonly broken: BrokenModel | undefined;
  /** From event to vectors. */
  readonly decodeMs: number;
  /** The session's runs. */
  readonly inferMs: number;
}

/**
 * Decodes and predicts a batch without writing anything, so that the caller may evaluate the same event with
 * another version and choose.
 * Never throws for data: what can never succeed is a rejection. Evaluations share no memory.
 * @param isOver whether the time is over; from then on no run of the session is started, but for the first
 */
export async function evaluateBatch(
  event: KinesisEvent,
  model: ServedModel,
  isOver?: () => boolean,
): Promise<Evaluation> {
  const { manifest } = model;
  const started = performance.now();
  const batch = decoderOf(manifest.signature).decode(event);
  const decoded = performance.now();
  const width = manifest.signature.features.length;
  const answer = await predictRows(model, batch.rows, batch.rowCount, width, isOver, toleratedIn(event));
  return {
    event,
    manifest,
    records: batch.records,
    rows: batch.rows,
    rowCount: batch.rowCount,
    missing: batch.missing,
    ...(isBroken(answer) ? nothing(answer) : judged(batch, answer)),
    decodeMs: decoded - started,
    inferMs: performance.now() - decoded,
  };
}

/** All records of the quarantine may be guilty, and are there already: nothing is lost by rejecting them again. */
function toleratedIn({ replay }: KinesisEvent): number | undefined {
  return replay?.quarantined ? Number.POSITIVE_INFINITY : undefined;
}

/** Decoders keep what they learned of a signature's producers, and their scratch memory, for its next batches. */
const decoders = new WeakMap<Signature, BatchDecoder>();

function decoderOf(signature: Signature): BatchDecoder {
  const known = decoders.get(signature);
  if (known) return known;
  const decoder = new BatchDecoder(signature);
  decoders.set(signature, decoder);
  return decoder;
}

type Judgement = Pick<Evaluation, 'output' | 'rejections' | 'broken'>;

function nothing(broken: BrokenModel): Judgement {
  return { output: undefined, rejections: [], broken };
}

/** Rejects the records whose rows have no answer that could be published. */
function judged(batch: DecodedBatch, { output, failed }: RowPredictions): Judgement {
  const bad = new Map<number, Rejection>();
  if (output) for (const { row, reason } of unusableRows(output, batch.rowCount)) bad.set(row, { reason });
  for (const row of failed) bad.set(row, { reason: 'model-failed' });
  const rejections = bad.size === 0 ? batch.rejections : withRows(batch, bad);
  return { output, rejections, broken: undefined };
}

function withRows(batch: DecodedBatch, bad: ReadonlyMap<number, Rejection>): readonly RecordRejection[] {
  const { records } = batch;
  const rejections = [...batch.rejections];
  for (let record = 0; record < records.count; record++) {
    const rejection = bad.get(records.row[record]!);
    if (!rejection) continue;
    records.row[record] = NO_ROW;
    rejections.push({ record, ...rejection });
  }
  return rejections.sort((a, b) => a.record - b.record);
}
