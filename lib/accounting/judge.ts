import type { Order } from '../contract/prediction.ts';
import { markOf, unpackAnswer } from './answer.ts';
import { OrderGauge, type Placed } from './order.ts';
import type { AcknowledgedRow, Row } from './row.ts';
import type { Counts, Docket, Verdict } from './verdict.ts';

/** An account as it is to be judged. */
export interface Case {
  readonly order: Order;
  readonly markKey?: string | undefined;
  readonly replayed: boolean;
  readonly rows: Iterable<Row>;
  /** What was held against the run while it was read; takes the rest. */
  readonly docket: Docket;
  readonly outputRecords: number;
  readonly repeats: number;
}

/** Holds every row against the ledger, and the rows of each key against their order. */
export function judge(given: Case): Verdict {
  const { docket } = given;
  const tally = { acknowledged: 0, predicted: 0, quarantined: 0, inDestination: 0, unacknowledged: 0 };
  const both = { predictedAndQuarantined: 0, inDestinationAndAnswered: 0 };
  const keys = new Map<string, Placed[]>();
  for (const row of given.rows) {
    if (!isAcknowledged(row)) {
      if (row.isOnStream) tally.unacknowledged++;
      else docket.add('unknown', row.id);
      continue;
    }
    tally.acknowledged++;
    if (row.isPredicted) tally.predicted++;
    if (row.isQuarantined) tally.quarantined++;
    if (row.inDestination) tally.inDestination++;
    if (row.isPredicted && row.isQuarantined) both.predictedAndQuarantined++;
    if (row.inDestination && (row.isPredicted || row.isQuarantined)) both.inDestinationAndAnswered++;
    judgeOutcome(row, given);
    judgeAnswers(row, given);
    if (row.isPredicted && !wasReplayed(row, given)) place(row, keys);
  }
  const order = measureOrder(keys, given);
  const { outputRecords, repeats } = given;
  const counts: Counts = { ...tally, ...both, outputRecords, repeats };
  return { passed: docket.isEmpty, orderRequired: given.order, counts, order, offences: docket.offences() };
}

function isAcknowledged(row: Row): row is AcknowledgedRow {
  return row.entry !== undefined;
}

/** A replay comes when it comes: it keeps no order. */
function wasReplayed(row: Row, { replayed }: Case): boolean {
  return replayed && (row.isQuarantined || row.inDestination);
}

function judgeOutcome(row: AcknowledgedRow, { docket, replayed }: Case): void {
  const { expects } = row.entry;
  if (!row.isPredicted && !row.isQuarantined) {
    if (!row.inDestination) docket.add('lost', row.id);
    return;
  }
  if (expects === 'prediction' && !row.isPredicted)
    docket.add('wrong-outcome', row.id, `rejected: ${row.rejections[0]!.what}`);
  if (expects === 'rejection' && row.isPredicted && !replayed)
    docket.add('wrong-outcome', row.id, 'predicted');
}

function judgeAnswers(row: AcknowledgedRow, { docket, markKey, replayed }: Case): void {
  const { partitionKey, mark, expectedLabel } = row.entry;
  if (row.isPredicted && row.outputKey !== partitionKey) docket.add('wrong-key', row.id);
  for (const packed of row.answers) {
    const answer = unpackAnswer(packed);
    const carried = markKey === undefined ? undefined : answer.carried[markKey];
    if (markKey !== undefined && mark !== undefined && (carried === undefined || markOf(carried) !== mark))
      docket.add('wrong-mark', row.id);
    if (expectedLabel !== undefined && String(answer.label) !== expectedLabel)
      docket.add('wrong-label', row.id, `${answer.label}, expected ${expectedLabel}`);
    const rejected = row.rejections.some(({ version }) => version === answer.version);
    if (rejected && !replayed) docket.add('predicted-and-rejected', row.id);
  }
}

function place(row: AcknowledgedRow, keys: Map<string, Placed[]>): void {
  // A key of two streams is two keys.
  const streamName = row.shard.slice(0, row.shard.indexOf(':'));
  const key = `${streamName}:${row.entry.partitionKey}`;
  const records = keys.get(key);
  if (records === undefined) keys.set(key, [row]);
  else records.push(row);
}

function measureOrder(keys: ReadonlyMap<string, readonly Placed[]>, { order, docket }: Case) {
  const gauge = new OrderGauge((record, after) => {
    if (order === 'key') docket.add('out-of-order', record.id, `read after ${after.id}`);
  });
  for (const records of keys.values()) gauge.measure(records);
  return gauge.result();
}
