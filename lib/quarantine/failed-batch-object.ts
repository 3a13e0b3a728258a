import { z } from 'zod';
import { reasonOf } from '../contract/errors.ts';
import { type FailedBatch, failedBatchSchema } from '../contract/failed-batch.ts';
import { predictionId } from '../contract/prediction.ts';
import { decodeJson } from '../registry/json.ts';
import type { Broken, Original } from './original.ts';

/** What is read of a record of a failed batch's event. */
const eventRecordSchema = z.looseObject({
  eventID: z.string().regex(/^[\w.-]{1,128}:\d{1,129}$/, '<shard id>:<sequence number>'),
  eventSourceARN: z
    .string()
    .regex(/^[^/]*:stream\/[\w.-]{1,128}(\/consumer\/[\w.:-]+)?$/, 'the ARN of a stream'),
  kinesis: z.looseObject({
    partitionKey: z.string().min(1),
    sequenceNumber: z.string().regex(/^\d{1,129}$/, 'decimal digits'),
    data: z.string(),
    approximateArrivalTimestamp: z.number().nonnegative().max(253_402_300_799),
  }),
});

const payloadSchema = z.looseObject({ Records: z.array(z.unknown()) });

/** An object of the on-failure destination. */
export interface FailedBatchObject {
  /** Undefined when the object is none at all. */
  readonly batch: FailedBatch | undefined;
  /** Whether the event is there: SQS's and SNS's messages come without it. */
  readonly hasPayload: boolean;
  readonly originals: readonly { readonly index: number; readonly original: Original }[];
  readonly broken: readonly Broken[];
}

/** Reads one object of the destination; what of it cannot be read is named, and the rest counts. */
export function readFailedBatchObject(key: string, body: Uint8Array): FailedBatchObject {
  const decoded = decodeJson(failedBatchSchema, body);
  if ('problem' in decoded) return nothing(key, undefined, decoded.problem);
  const batch = decoded.value;
  if (batch.payload === undefined) return { batch, hasPayload: false, originals: [], broken: [] };
  const event = readPayload(batch.payload);
  if (typeof event === 'string') return nothing(key, batch, `its payload is no event: ${event}`);
  const originals: { index: number; original: Original }[] = [];
  const broken: Broken[] = [];
  event.Records.forEach((value, index) => {
    const parsed = eventRecordSchema.safeParse(value);
    if (parsed.success) originals.push({ index, original: originalOf(parsed.data) });
    else broken.push({ key, line: index + 1, problem: oneLine(z.prettifyError(parsed.error)) });
  });
  return { batch, hasPayload: true, originals, broken };
}

function nothing(key: string, batch: FailedBatch | undefined, problem: string): FailedBatchObject {
  return { batch, hasPayload: false, originals: [], broken: [{ key, problem: oneLine(problem) }] };
}

/** @returns the problem, as text, when it is no event */
function readPayload(payload: NonNullable<FailedBatch['payload']>): z.infer<typeof payloadSchema> | string {
  if (typeof payload !== 'string') return payload;
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch (error) {
    return reasonOf(error);
  }
  const parsed = payloadSchema.safeParse(value);
  return parsed.success ? parsed.data : z.prettifyError(parsed.error);
}

function originalOf({ eventID, eventSourceARN, kinesis }: z.infer<typeof eventRecordSchema>): Original {
  const origin = {
    streamName: eventSourceARN.split(':').slice(5).join(':').split('/')[1] ?? '',
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    subSequenceNumber: null,
  };
  return {
    ...origin,
    predictionId: predictionId(origin),
    streamArn: eventSourceARN,
    partitionKey: kinesis.partitionKey,
    arrivedAt: new Date(Math.round(kinesis.approximateArrivalTimestamp * 1000)).toISOString(),
    data: kinesis.data,
  };
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
