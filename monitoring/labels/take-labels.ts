import type { Label } from '../../lib/contract/profile.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { parseLabel } from './label-objects.ts';
import { storeLabels } from './store-labels.ts';

/** What an event source mapping hands over: only the fields that are read. https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export interface LabelEvent {
  readonly Records: readonly LabelRecord[];
}

export interface LabelRecord {
  /** `<shard id>:<sequence number>`. */
  readonly eventID: string;
  readonly kinesis: {
    /** Base64: one label as JSON, or several, a line each. */
    readonly data: string;
    /** Seconds since 1970. */
    readonly approximateArrivalTimestamp: number;
  };
}

export interface TakenLabels {
  readonly stored: number;
  /** Lines that are no labels: nothing makes them better, so they are counted and left. */
  readonly invalid: number;
}

/**
 * Stores the labels of an event as one object, under a name that a redelivery has again.
 * @throws StoreError: the event comes again
 */
export async function takeLabels(
  store: ObjectStore,
  model: string,
  { Records }: LabelEvent,
): Promise<TakenLabels> {
  const [first] = Records;
  const last = Records.at(-1);
  if (first === undefined || last === undefined) return { stored: 0, invalid: 0 };
  const labels: Label[] = [];
  let invalid = 0;
  for (const { kinesis } of Records) {
    for (const line of Buffer.from(kinesis.data, 'base64').toString('utf8').split('\n')) {
      if (line.trim() === '') continue;
      const label = parseLabel(line);
      if (label === undefined) invalid++;
      else labels.push(label);
    }
  }
  if (labels.length > 0) {
    const day = new Date(first.kinesis.approximateArrivalTimestamp * 1000)
      .toISOString()
      .slice(0, 'YYYY-MM-DD'.length);
    await storeLabels(store, { model, day, batch: batchName(first, last), labels });
  }
  return { stored: labels.length, invalid };
}

/** Of one shard, so the sequence numbers of the ends say which records it holds. */
function batchName(first: LabelRecord, last: LabelRecord): string {
  const end = last.eventID.slice(last.eventID.lastIndexOf(':') + 1);
  return `${first.eventID}-${end}`.replace(/[^\w-]/g, '-');
}
