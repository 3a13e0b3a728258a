import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../../lib/accounting/ledger.ts';
import { isFailure, tryPutRecords } from '../../../lib/streams/put-records.ts';
import type { StreamClient } from '../../../lib/streams/stream-client.ts';
import { planRecord } from '../traffic/records.ts';

export interface SteadyProducerOptions {
  readonly client: StreamClient;
  readonly stream: string;
  readonly ledger: Ledger;
  readonly records: number;
  /** Records a second. */
  readonly rate: number;
  readonly random: () => number;
}

/** A record that the stream acknowledged, and when that was heard, by performance.now(). */
export interface Acknowledged {
  readonly sequenceNumber: string;
  readonly atMs: number;
}

const KEYS = 50;
const PUT_MS = 100;

/**
 * Sends records at a rate, one put after the other, and enters in the ledger what was acknowledged, until all are
 * sent or the signal aborts. A put that fails is not made again: what becomes of its records is nobody's promise.
 */
export async function sendSteadily(
  options: SteadyProducerOptions,
  signal: AbortSignal,
): Promise<readonly Acknowledged[]> {
  const { client, stream, ledger, records, rate, random } = options;
  const acknowledged: Acknowledged[] = [];
  const startedMs = performance.now();
  for (let sent = 0; sent < records && !signal.aborted; ) {
    const due = Math.min(records, Math.ceil(((performance.now() - startedMs + PUT_MS) * rate) / 1000));
    const planned = Array.from({ length: due - sent }, (_, i) => planRecord(sent + i, KEYS, random));
    sent += planned.length;
    const entries = planned.map(({ entry }) => entry);
    const { outcomes } = await tryPutRecords(client, stream, entries, { attempts: 1, signal });
    const atMs = performance.now();
    const lines = outcomes.flatMap((outcome, i) => {
      const { entry, expected } = planned[i]!;
      if (isFailure(outcome)) return [];
      return [{ streamName: stream, ...outcome, partitionKey: entry.partitionKey, ...expected }];
    });
    await ledger.append(lines);
    acknowledged.push(...lines.map(({ sequenceNumber }) => ({ sequenceNumber, atMs })));
    await sleep(PUT_MS);
  }
  return acknowledged;
}
