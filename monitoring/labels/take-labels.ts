import type { Label } from '../../lib/contract/profile.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { jsonFields, labelOfFields, type NoLabel } from './label-fields.ts';
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

/** A line that is no label: which, and why. */
export interface InvalidLine extends NoLabel {
  readonly eventID: string;
  /** Of its record, counted from 1. */
  readonly line: number;
  readonly asItCame: string;
}

export interface TakenLabels {
  readonly stored: number;
  /** Nothing makes them better, so they hold nobody up; they are kept with the labels, for whoever mends them. */
  readonly invalid: readonly InvalidLine[];
}

/**
 * Stores the labels of an event as one object, under a name that a redelivery has again. Lines that are no labels are
 * kept behind them, where the drift job passes over them: the stream forgets them within a day.
 * @throws StoreError: the event comes again
 */
export async function takeLabels(
  store: ObjectStore,
  model: string,
  { Records }: LabelEvent,
): Promise<TakenLabels> {
  const [first] = Records;
  const last = Records.at(-1);
  if (first === undefined || last === undefined) return { stored: 0, invalid: [] };
  const labels: Label[] = [];
  const invalid: InvalidLine[] = [];
  for (const record of Records) {
    for (const { line, text } of linesOf(record)) {
      const found = labelOfLine(text, arrivalOf(record));
      if ('problem' in found) invalid.push({ eventID: record.eventID, line, ...found, asItCame: text });
      else labels.push(found);
    }
  }
  if (labels.length > 0 || invalid.length > 0) {
    const day = arrivalOf(first).toISOString().slice(0, 'YYYY-MM-DD'.length);
    await storeLabels(store, { model, day, batch: batchName(first, last), labels, others: invalid });
  }
  return { stored: labels.length, invalid };
}

function linesOf({ kinesis }: LabelRecord): { readonly line: number; readonly text: string }[] {
  const texts = Buffer.from(kinesis.data, 'base64').toString('utf8').split('\n');
  return texts.map((text, at) => ({ line: at + 1, text })).filter(({ text }) => text.trim() !== '');
}

/** As a line of a file is read by hand; when the truth was known, a redelivery says the same. */
function labelOfLine(text: string, arrival: Date): Label | NoLabel {
  const fields = jsonFields(text);
  return fields === undefined ? { problem: 'is no JSON object' } : labelOfFields(fields, arrival);
}

function arrivalOf({ kinesis }: LabelRecord): Date {
  return new Date(kinesis.approximateArrivalTimestamp * 1000);
}

/** Of one shard, so the sequence numbers of the ends say which records it holds. */
function batchName(first: LabelRecord, last: LabelRecord): string {
  const end = last.eventID.slice(last.eventID.lastIndexOf(':') + 1);
  return `${first.eventID}-${end}`.replace(/[^\w-]/g, '-');
}
