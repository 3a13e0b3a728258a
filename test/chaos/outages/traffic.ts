import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../../lib/accounting/ledger.ts';
import type { LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import type { KinesisApi } from '../../support/kinesis-api/kinesis-api.ts';
import { linearClassifier, type SampleModel, WIDTH } from '../../support/onnx-models.ts';
import { INPUT } from '../stack/stand-in-stack.ts';

/** The carried key that marks each record. */
export const MARK_KEY = 'customer_id';

/** One record in a hundred can only be rejected. */
const BAD_EVERY = 100;
const KEYS = 500;
const TICK_MS = 50;

/** A classifier of records like those of the wine stream. */
export function trafficModel(): SampleModel {
  const { signature, ...sample } = linearClassifier();
  return { ...sample, signature: { ...signature, featuresKey: 'wine_features', carriedKeys: [MARK_KEY] } };
}

export function trafficRecord(id: number): Record<string, unknown> {
  const features = Array.from({ length: WIDTH }, (_, i) => ((id * (i + 3)) % 41) / 10 - 2);
  const [a, b, c, d] = features;
  return { wine_features: isBad(id) ? { a: 'high', b, c, d } : { a, b, c, d }, [MARK_KEY]: id };
}

function isBad(id: number): boolean {
  return id % BAD_EVERY === BAD_EVERY - 1;
}

/** Records that come in at a steady rate until they are told to stop. */
export interface Traffic {
  /** How many are on the stream. */
  readonly sent: number;
  /** How many were there so many milliseconds ago. */
  sentBefore(ms: number): number;
  /** Resolves once all that was sent is in the ledger. */
  stop(): Promise<void>;
}

/** @param rate records a second */
export function startTraffic(input: KinesisApi, ledger: Ledger, rate: number): Traffic {
  const startedMs = performance.now();
  const history: { readonly atMs: number; readonly sent: number }[] = [];
  let [sent, stopped] = [0, false];

  async function run(): Promise<void> {
    while (!stopped) {
      const nowMs = performance.now();
      const due = Math.floor(((nowMs - startedMs) / 1_000) * rate);
      const entries = putRecords(input, sent, due);
      sent = due;
      history.push({ atMs: nowMs, sent });
      await ledger.append(entries);
      await sleep(TICK_MS);
    }
  }
  const running = run();
  return {
    get sent() {
      return sent;
    },
    sentBefore(ms) {
      const nowMs = performance.now();
      return history.findLast(({ atMs }) => atMs <= nowMs - ms)?.sent ?? 0;
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** What the producer notes of the puts of records `from` to `to`, the last one left out. */
function putRecords(input: KinesisApi, from: number, to: number): LedgerEntry[] {
  const ids = Array.from({ length: to - from }, (_, i) => from + i);
  const entries = ids.map((id) => ({
    data: Buffer.from(JSON.stringify(trafficRecord(id))),
    partitionKey: `customer-${id % KEYS}`,
  }));
  return input.put(INPUT, entries).map((receipt, i) => ({
    streamName: INPUT,
    ...receipt,
    partitionKey: entries[i]!.partitionKey,
    expects: isBad(ids[i]!) ? 'rejection' : 'prediction',
    mark: `${ids[i]}`,
  }));
}
