import type { Order } from '../contract/prediction.ts';

/** Everything that the accounting holds against a run, and what each means. */
export const OFFENCES = {
  lost: 'acknowledged, and neither predicted, quarantined nor in the destination',
  unknown: 'ids that no producer sent',
  'acknowledged-twice': 'ids that the stream gave to two records',
  unreadable: 'records and lines that are no prediction, quarantined record or failed batch',
  'wrong-origin': 'answers whose id is not that of the shard and sequence number that they name',
  'wrong-key': "predictions under another partition key than their record's",
  'wrong-mark': 'answers that carry the mark of another record',
  'wrong-label': 'labels other than the one that was computed independently',
  'wrong-outcome': 'predicted though it can only be rejected, or the other way about',
  'disagreeing-repeat': 'repeats of one id and one version that differ',
  'predicted-and-rejected': 'predicted and rejected by one version, without a replay',
  'out-of-order': 'first predictions read after that of a later record of their key, with order key',
} as const;

export type Offence = keyof typeof OFFENCES;

/** One of those that an offence is held against. No values of records: ids, and what is wrong with them. */
export interface Offender {
  /** The prediction id, or where the unreadable thing was. */
  readonly id: string;
  readonly detail?: string;
}

export interface OffenceCount {
  readonly count: number;
  /** The first few. */
  readonly first: readonly Offender[];
}

export interface Counts {
  /** Records in the ledger. */
  readonly acknowledged: number;
  /** Of these: with at least one prediction. */
  readonly predicted: number;
  /** Of these: rejected into the quarantine. */
  readonly quarantined: number;
  /** Of these: in the on-failure destination. */
  readonly inDestination: number;
  /**
   * Of these: both predicted and quarantined. Legitimate when two versions judged them, or after a replay;
   * otherwise they are offenders too.
   */
  readonly predictedAndQuarantined: number;
  /** Of these: in the destination and answered as well, as at-least-once delivery may have it. */
  readonly inDestinationAndAnswered: number;
  /** Records on the input stream that no producer counts as acknowledged; they may be answered or not. */
  readonly unacknowledged: number;
  /** Records of the output stream, repeats included. */
  readonly outputRecords: number;
  /** Of these: all but the first of their id. */
  readonly repeats: number;
}

/** How far the first predictions of each partition key are from the order in which their records came in. */
export interface OrderMeasure {
  /** Partition keys with at least two predicted records. */
  readonly keys: number;
  /** Records whose first prediction was read after that of a later record of their key. */
  readonly outOfPlace: number;
  /** The farthest that a record stands from its place among its key's records; 0 when all stand in theirs. */
  readonly largestDisplacement: number;
}

export interface Verdict {
  /** True when there is no offender. */
  readonly passed: boolean;
  readonly orderRequired: Order;
  readonly counts: Counts;
  readonly order: OrderMeasure;
  readonly offences: Readonly<Record<Offence, OffenceCount>>;
}

/** Offenders that are named, of each kind. */
const NAMED = 5;

/** Gathers offenders: all are counted, the first are named. */
export class Docket {
  readonly #counts = new Map<Offence, { count: number; first: Offender[] }>();

  add(offence: Offence, id: string, detail?: string): void {
    const entry = this.#counts.get(offence) ?? { count: 0, first: [] };
    this.#counts.set(offence, entry);
    entry.count++;
    if (entry.first.length < NAMED) entry.first.push(detail === undefined ? { id } : { id, detail });
  }

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  /** A copy: what is added later is not in it. */
  copy(): Docket {
    const copy = new Docket();
    for (const [offence, { count, first }] of this.#counts)
      copy.#counts.set(offence, { count, first: [...first] });
    return copy;
  }

  offences(): Readonly<Record<Offence, OffenceCount>> {
    const entries = (Object.keys(OFFENCES) as Offence[]).map((offence) => [
      offence,
      this.#counts.get(offence) ?? { count: 0, first: [] },
    ]);
    return Object.fromEntries(entries);
  }
}

/** The verdict as text for people: one line of counts, one of the order, one for each offence with its first offenders. */
export function verdictText({ passed, counts, order, orderRequired, offences }: Verdict): string {
  const offended = (Object.entries(offences) as [Offence, OffenceCount][]).filter(
    ([, { count }]) => count > 0,
  );
  return [
    `${passed ? 'PASSED' : 'FAILED'}: ${number(counts.acknowledged)} acknowledged, lost ${number(offences.lost.count)}`,
    `  predicted ${number(counts.predicted)}, quarantined ${number(counts.quarantined)}, in the destination ${number(counts.inDestination)}` +
      ` (predicted and quarantined ${number(counts.predictedAndQuarantined)}, in the destination and answered ${number(counts.inDestinationAndAnswered)})`,
    `  output records ${number(counts.outputRecords)}, of these repeats ${number(counts.repeats)}, disagreeing ${number(offences['disagreeing-repeat'].count)}` +
      (counts.unacknowledged > 0 ? `; sent but never acknowledged ${number(counts.unacknowledged)}` : ''),
    `  order ${orderRequired}: ${number(order.outOfPlace)} out of place in ${number(order.keys)} keys` +
      (order.outOfPlace > 0 ? `, by ${number(order.largestDisplacement)} places at most` : ''),
    ...offended.flatMap(([offence, { count, first }]) => [
      `  ${offence} ${number(count)}: ${OFFENCES[offence]}`,
      ...first.map(({ id, detail }) => `    ${id}${detail === undefined ? '' : ` (${detail})`}`),
      ...(count > first.length ? [`    … and ${number(count - first.length)} more`] : []),
    ]),
  ].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
