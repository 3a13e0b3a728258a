import type { RejectionReason } from '../../lib/contract/rejection.ts';
import type { Catalogue, GivenUpBatch } from '../../lib/quarantine/catalogue.ts';
import { type Entry, isWaiting, kindOf } from '../../lib/quarantine/entry.ts';
import { count, minute, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';

/** What was set aside, in counts. */
export interface Picture {
  readonly records: number;
  /** Not answered by any replay. */
  readonly waiting: number;
  readonly replayed: number;
  /** ISO 8601; null when there is nothing. */
  readonly oldest: string | null;
  readonly newest: string | null;
  /** The most frequent first. */
  readonly reasons: readonly ReasonCount[];
  readonly destination: DestinationPicture;
}

interface ReasonCount {
  readonly reason: RejectionReason;
  readonly records: number;
  readonly waiting: number;
}

interface DestinationPicture {
  readonly batches: number;
  /** As Lambda counted them. */
  readonly records: number;
  /** Of those that can be replayed and are not in the quarantine as well. */
  readonly waiting: number;
  /** Batches that came without their records, as SQS and SNS get them. */
  readonly withoutPayload: number;
  readonly conditions: readonly {
    readonly condition: string;
    readonly batches: number;
    readonly records: number;
  }[];
}

/** @param entries those that were asked for; the batches of the destination are counted whole */
export function pictureOf(entries: readonly Entry[], { batches }: Pick<Catalogue, 'batches'>): Picture {
  const rejected = entries.filter((entry) => kindOf(entry) === 'quarantine');
  const givenUp = entries.filter((entry) => kindOf(entry) === 'destination');
  const times = rejected.map(({ setAsideAt }) => setAsideAt).sort();
  const waiting = rejected.filter(isWaiting).length;
  return {
    records: rejected.length,
    waiting,
    replayed: rejected.length - waiting,
    oldest: times[0] ?? null,
    newest: times.at(-1) ?? null,
    reasons: reasonsOf(rejected),
    destination: {
      batches: batches.length,
      records: sum(batches),
      waiting: givenUp.filter(isWaiting).length,
      withoutPayload: batches.filter(({ hasPayload }) => !hasPayload).length,
      conditions: [...Map.groupBy(batches, ({ condition }) => condition)].map(([condition, group]) => ({
        condition,
        batches: group.length,
        records: sum(group),
      })),
    },
  };
}

function reasonsOf(rejected: readonly Entry[]): ReasonCount[] {
  return [...Map.groupBy(rejected, ({ rejection }) => rejection!.reason)]
    .map(([reason, group]) => ({
      reason,
      records: group.length,
      waiting: group.filter(isWaiting).length,
    }))
    .sort((a, b) => b.records - a.records);
}

function sum(batches: readonly GivenUpBatch[]): number {
  return batches.reduce((total, { records }) => total + records, 0);
}

const BAR_WIDTH = 30;

export interface PictureFrame {
  readonly model: string;
  /** Of the store. */
  readonly location: string;
  /** Records that were asked for, and those that there are, of both kinds. */
  readonly asked: number;
  readonly all: number;
}

/** The picture as lines. */
export function pictureLines(picture: Picture, { model, location, asked, all }: PictureFrame): string[] {
  const { records, waiting, replayed, oldest, newest, reasons, destination } = picture;
  if (asked === 0 && all > 0)
    return [`None of the ${plural(all, 'record')} of ${model} in ${location} is among those asked for.`];
  if (records === 0 && destination.batches === 0)
    return [`Nothing of ${model} was set aside in ${location}.`];
  const most = Math.max(...reasons.map((one) => one.records));
  const rows = reasons.map((one) => [
    one.reason,
    one.records,
    one.waiting,
    '#'.repeat(Math.ceil((one.records / most) * BAR_WIDTH)),
  ]);
  return [
    `${plural(records, 'rejected record')} of ${model} in ${location}: ${count(waiting)} waiting, ${count(replayed)} replayed`,
    ...(oldest === null || newest === null
      ? []
      : [`set aside from ${minute(oldest)} to ${minute(newest)} (UTC)`]),
    ...(rows.length === 0 ? [] : ['', ...table(['reason', 'records', 'waiting', 'compared'], rows)]),
    ...destinationLines(destination),
  ];
}

function destinationLines({ batches, conditions, waiting, withoutPayload }: DestinationPicture): string[] {
  if (batches === 0) return [];
  const rows = conditions.map((one) => [printable(one.condition), one.batches, one.records]);
  const lost =
    withoutPayload === 0
      ? []
      : [
          `${plural(withoutPayload, 'batch', 'batches')} came without the records, which are in the stream alone, as long as it keeps them`,
        ];
  return [
    '',
    `The event source mapping gave up ${plural(batches, 'batch', 'batches')}; of their records ${count(waiting)} wait`,
    ...lost,
    '',
    ...table(['condition', 'batches', 'records'], rows),
  ];
}
