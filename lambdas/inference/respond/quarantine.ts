import { createHash } from 'node:crypto';
import { reasonOf } from '../../../lib/contract/errors.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { type QuarantinedRecord, REJECTION_REASONS } from '../../../lib/contract/rejection.ts';
import type { RecordRejection } from '../decode/decode-batch.ts';
import { shardIdOf } from '../decode/kinesis-event.ts';
import type { Evaluation } from '../evaluate.ts';
import { backoffMs } from './backoff.ts';
import type { Deadline } from './deadline.ts';
import type { PutFailure, QuarantineSink, Time } from './ports.ts';

const DIGEST_CHARACTERS = 16;

/** One object of the quarantine: a batch's rejections as JSON Lines. */
export interface QuarantineObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/**
 * The rejections of a batch, at least one, as the object that keeps them. A delivery that is repeated and
 * rejects the same records for the same reasons makes the same key.
 */
export function quarantineObject(
  evaluation: Evaluation,
  rejections: readonly RecordRejection[],
  rejectedAt: string,
): QuarantineObject {
  const { manifest, records } = evaluation;
  const digest = createHash('sha256').update(`${manifest.version}`);
  let body = '';
  for (const rejection of rejections) {
    const line = quarantined(evaluation, rejection, rejectedAt);
    digest.update(`\n${line.predictionId} ${line.reason}`);
    body += `${JSON.stringify(line)}\n`;
  }
  const first = rejections[0]!.record;
  const shard = shardIdOf(records.parent(first)).replaceAll(/[^\w-]/g, '_');
  const batch = `${shard}-${records.sequenceNumber(first)}-${digest.digest('hex').slice(0, DIGEST_CHARACTERS)}`;
  const day = records.arrivedAt(first).slice(0, 'YYYY-MM-DD'.length);
  return { key: keys.quarantine(manifest.model, day, batch), body: Buffer.from(body) };
}

function quarantined(
  { manifest, records }: Evaluation,
  { record, reason, field, came }: RecordRejection,
  rejectedAt: string,
): QuarantinedRecord {
  return {
    schema: 1,
    predictionId: records.predictionId(record),
    reason,
    ...(field === undefined ? {} : { field }),
    ...(came === undefined ? {} : { came }),
    action: REJECTION_REASONS[reason],
    model: manifest.model,
    version: manifest.version,
    rejectedAt,
    ...records.origin(record),
    partitionKey: records.partitionKey(record),
    arrivedAt: records.arrivedAt(record),
    data: records.data(record),
  };
}

/** The failure of a write that the deadline left no time for. */
export const OUT_OF_TIME: PutFailure = {
  name: 'OutOfTime',
  message: 'there was no time left to store the rejections',
};

/**
 * Stores the object, trying again until the deadline says stop.
 * @returns why it could not be stored, or undefined when it is
 */
export async function storeQuarantine(
  object: QuarantineObject,
  sink: QuarantineSink,
  time: Time,
  deadline: Deadline,
): Promise<PutFailure | undefined> {
  let failure = OUT_OF_TIME;
  for (let failures = 1; time.now() < deadline.stopAtMs; failures++) {
    try {
      await sink.store(object.key, object.body);
      return undefined;
    } catch (error) {
      failure = { name: error instanceof Error ? error.name : 'Error', message: reasonOf(error) };
      await time.sleep(backoffMs(failures, time.random()));
    }
  }
  return failure;
}
