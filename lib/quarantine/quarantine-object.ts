import { z } from 'zod';
import { reasonOf } from '../contract/errors.ts';
import { predictionId } from '../contract/prediction.ts';
import { type QuarantinedRecord, quarantinedRecordSchema } from '../contract/rejection.ts';
import type { Broken } from './original.ts';

/** An object of the quarantine, line by line. */
export interface QuarantineObject {
  readonly records: readonly { readonly index: number; readonly record: QuarantinedRecord }[];
  readonly broken: readonly Broken[];
}

/** Reads one object of the quarantine; lines that are no rejection are named, and the others count. */
export function readQuarantineObject(key: string, body: Uint8Array): QuarantineObject {
  const records: { index: number; record: QuarantinedRecord }[] = [];
  const broken: Broken[] = [];
  Buffer.from(body)
    .toString('utf8')
    .split('\n')
    .forEach((line, index) => {
      if (line.trim() === '') return;
      const read = readLine(line);
      if (typeof read === 'string') broken.push({ key, line: index + 1, problem: read });
      else records.push({ index, record: read });
    });
  return { records, broken };
}

/** @returns the problem, as text, when it is no rejection */
function readLine(line: string): QuarantinedRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return `it is not JSON: ${reasonOf(error)}`;
  }
  const parsed = quarantinedRecordSchema.safeParse(value);
  if (!parsed.success) return z.prettifyError(parsed.error).replaceAll('\n', ' ');
  return originProblem(parsed.data) ?? parsed.data;
}

/**
 * A replay tells its records apart by their ids, so a line must have the id of its own record; and the function or
 * the output stream would refuse what no stream gives out, together with its neighbours.
 */
function originProblem(record: QuarantinedRecord): string | undefined {
  if (!/^[\w.-]{1,128}$/.test(record.streamName)) return 'its streamName is none';
  if (record.partitionKey === '') return 'its partitionKey is empty';
  if (!/^[\w.-]{1,128}$/.test(record.shardId)) return 'its shardId is none';
  if (!/^\d{1,129}$/.test(record.sequenceNumber)) return 'its sequenceNumber is not a decimal number';
  if (record.predictionId !== predictionId(record))
    return 'its predictionId is not that of its stream, shard and sequence number';
  return undefined;
}
