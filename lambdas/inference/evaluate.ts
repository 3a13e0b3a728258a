import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Rejection } from '../../lib/contract/rejection.ts';
import type { ModelOutput, ModelSession } from '../../lib/model/session.ts';
import type { KinesisEvent } from './decode/kinesis-event.ts';
import type { RecordTable } from './decode/record-table.ts';

/** A version that answers: loaded, verified and warm. */
export interface ServedModel {
  readonly manifest: Manifest;
  readonly session: ModelSession;
  /** Whether the golden records run without throwing; asked when a batch throws, to tell a bad row from a bad model. */
  goldenRuns(): Promise<boolean>;
}

/** A record that can never be predicted: its place in the batch's records, and why. */
export interface RecordRejection extends Rejection {
  readonly record: number;
}

/** The model, not the data, is to blame: nothing was predicted and nothing may be rejected. */
export interface BrokenModel {
  /** golden: the golden records throw too. widespread: too many records throw for the data to be at fault. */
  readonly cause: 'golden' | 'widespread';
  /** The runtime's own words; holds no value of any record. */
  readonly message: string;
}

/** A batch's answers, in input order; nothing of it has been written anywhere. */
export interface Evaluation {
  readonly event: KinesisEvent;
  readonly manifest: Manifest;
  /** Every record, aggregates taken apart, each with the row of `output` that answers it. */
  readonly records: RecordTable;
  /** The input rows, row-major float32 [rowCount, d]. */
  readonly rows: Float32Array;
  readonly rowCount: number;
  /** By row; undefined when there is no row or the model is broken. */
  readonly output: ModelOutput | undefined;
  /** Ascending by record. */
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
 */
export declare function evaluateBatch(event: KinesisEvent, model: ServedModel): Promise<Evaluation>;
