import type { Manifest } from '../../../lib/contract/manifest.ts';
import type { OutputFormat } from '../../../lib/contract/prediction.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { writeLatin1 } from '../buffer-text.ts';
import { arrivalMsOf, type KinesisEventRecord, streamNameOf } from '../decode/kinesis-event.ts';
import type { RecordTable } from '../decode/record-table.ts';
import type { Evaluation } from '../evaluate.ts';
import { AnswerEncoder } from './answer-encoder.ts';
import { INSTANT_BYTES, InstantWriter, writeAgain, writeBytes } from './byte-writer.ts';

const NO_SUB = Buffer.from(':-');
const SEQUENCE = Buffer.from('},"sequenceNumber":"');
const SHARD = Buffer.from('","shardId":"');
const ARRIVED = Buffer.from('","arrivedAt":"');
const END = Buffer.from('}}');

/** Digits of a place within an aggregate, and the colon before it. */
const SUB_MAX_BYTES = 12;

/**
 * Writes prediction records (lib/contract/prediction.ts) as bytes, in the order of its fields. Whatever is the
 * same for a batch, a stream or a class is made once; the rest is written digit by digit.
 */
export class PredictionEncoder {
  private readonly records: RecordTable;
  private readonly full: boolean;
  private readonly answers: AnswerEncoder;
  private readonly instants = new InstantWriter();
  /** After the id: the model and its version, or in a compact record nothing. */
  private readonly afterId: Buffer;
  private readonly predicted: Buffer;

  private arn: string | undefined;
  /** Of that stream: `{"predictionId":"<stream>:` */
  private idStart: Buffer = END;

  /** @param predictedAtMs the same for all records, so that a record that is put again has the same bytes */
  constructor(
    evaluation: Evaluation & { readonly output: ModelOutput },
    format: OutputFormat,
    predictedAtMs: number,
  ) {
    const { manifest, output, rowCount } = evaluation;
    this.records = evaluation.records;
    this.full = format === 'full';
    this.answers = new AnswerEncoder(manifest.signature, output, rowCount, this.full);
    this.afterId = Buffer.from(this.full ? modelFields(manifest) : '",');
    this.predicted = Buffer.from(`","predictedAt":"${new Date(predictedAtMs).toISOString()}"}`);
  }

  /** The bytes that the record takes at most. */
  maxBytes(record: number): number {
    const { kinesis, eventID, eventSourceARN } = this.records.parent(record);
    const origin = 12 * (eventID.length + eventSourceARN.length) + 2 * kinesis.sequenceNumber.length;
    const carried = this.records.carried.to(record) - this.records.carried.from(record);
    const fixed = this.afterId.length + this.predicted.length + INSTANT_BYTES + SUB_MAX_BYTES + 100;
    return origin + carried + fixed + this.answers.maxBytes;
  }

  /** Writes the record at `position`, where `maxBytes` are free, and gives the position after it. */
  encode(record: number, target: Buffer, position: number): number {
    const { records } = this;
    const parent = records.parent(record);
    const { sequenceNumber } = parent.kinesis;
    if (parent.eventSourceARN !== this.arn) this.startStream(parent);

    // The event id is `<shard>:<sequence number>`: one write gives all three.
    const shardFrom = writeBytes(target, position, this.idStart);
    const sequenceTo = shardFrom + writeLatin1(target, parent.eventID, shardFrom);
    const sequenceFrom = sequenceTo - sequenceNumber.length;
    let at = this.writeSub(record, target, sequenceTo);
    at = writeBytes(target, at, this.afterId);
    at = this.writeCarried(record, target, at);
    at = this.answers.write(records.row[record]!, target, at);
    if (!this.full) return writeBytes(target, at, END);

    at = writeBytes(target, at, SEQUENCE);
    at = writeAgain(target, at, sequenceFrom, sequenceTo);
    at = writeBytes(target, at, SHARD);
    at = writeAgain(target, at, shardFrom, sequenceFrom - 1);
    at = writeBytes(target, at, ARRIVED);
    at = this.instants.write(target, at, arrivalMsOf(parent));
    return writeBytes(target, at, this.predicted);
  }

  private writeSub(record: number, target: Buffer, position: number): number {
    const sub = this.records.subSequenceNumber(record);
    if (sub === null) return writeBytes(target, position, NO_SUB);
    return position + target.write(`:${sub}`, position, 'latin1');
  }

  private writeCarried(record: number, target: Buffer, position: number): number {
    const { carried } = this.records;
    const from = carried.from(record);
    const to = carried.to(record);
    if (to - from > 64) return position + carried.bytes.copy(target, position, from, to);
    for (let i = from; i < to; i++) target[position + i - from] = carried.bytes[i]!;
    return position + to - from;
  }

  private startStream(record: KinesisEventRecord): void {
    this.arn = record.eventSourceARN;
    const stream = JSON.stringify(streamNameOf(record)).slice(0, -1);
    this.idStart = Buffer.from(`{"predictionId":${stream}:`);
  }
}

function modelFields({ model, version }: Manifest): string {
  return `","model":${JSON.stringify(model)},"version":${version},`;
}
