import { expect, test } from 'vitest';
import { countingPuts, type PutCounts, THROTTLED } from '../../../bin/load/counting-client.ts';
import { madeUpSource } from '../../../bin/load/good-records.ts';
import { LoadRecords } from '../../../bin/load/load-records.ts';
import type { Clock } from '../../../bin/load/pace.ts';
import { type Acknowledged, produce } from '../../../bin/load/produce.ts';
import {
  type PutOutcome,
  type StreamClient,
  type StreamEntry,
  StreamsUnreachable,
} from '../../../lib/streams/stream-client.ts';
import { wineSignature } from '../../support/signatures.ts';

type PutEntries = (entries: readonly StreamEntry[]) => readonly PutOutcome[];

/** Time that passes as it is slept, for all workers. */
function leapingClock(): Clock {
  let ms = 0;
  return {
    now: () => ms,
    sleep: async (time) => {
      ms += time;
    },
  };
}

/** Produces 200 records on a stream that answers as told; what came through is noted. */
async function run(putEntries: PutEntries, stop = new AbortController().signal) {
  const counts: PutCounts = { requests: 0, refused: {}, failedRequests: 0 };
  const client = {
    putEntries: async (_stream: string, entries: readonly StreamEntry[]) => putEntries(entries),
  };
  const signature = wineSignature();
  const acknowledged: Acknowledged[] = [];
  const produced = await produce({
    client: { putEntries: countingPuts(client as unknown as StreamClient, counts) },
    stream: 'input',
    schedule: { startMs: 0, perSecond: 1000, total: 200 },
    workers: 2,
    records: new LoadRecords({
      signature,
      source: madeUpSource(signature, []),
      kinds: [],
      share: 0,
      seed: 1,
    }),
    clock: leapingClock(),
    stop,
    onPut: () => ({
      async ended(some) {
        acknowledged.push(...some);
      },
    }),
  });
  return { produced, counts, acknowledged };
}

let sequence = 0;
const receipt = (): PutOutcome => ({ shardId: 'shard-0', sequenceNumber: `${sequence++}` });

test('every record is put once, with the moment at which it was due', async () => {
  const { produced, acknowledged } = await run((entries) => entries.map(receipt));
  expect(produced).toMatchObject({ unacknowledged: 0, unsent: 0, fault: undefined });
  const due = acknowledged.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b);
  expect(due).toEqual(Array.from({ length: 200 }, (_, turn) => turn));
});

test('throttled entries are put again and counted', async () => {
  const seen = new Set<string>();
  const { produced, counts } = await run((entries) =>
    entries.map(({ data }) => {
      const text = Buffer.from(data).toString();
      if (seen.has(text)) return receipt();
      seen.add(text);
      return { errorCode: THROTTLED, errorMessage: 'slower' };
    }),
  );
  expect(produced).toMatchObject({ unacknowledged: 0, unsent: 0 });
  expect(counts.refused).toEqual({ [THROTTLED]: 200 });
});

test('a stream that is gone ends the producing, and what was not put is counted', async () => {
  let requests = 0;
  const { produced, acknowledged } = await run((entries) => {
    if (++requests > 4) throw new StreamsUnreachable('there');
    return entries.map(receipt);
  });
  expect(produced.fault).toBeInstanceOf(StreamsUnreachable);
  expect(produced.unsent).toBeGreaterThan(0);
  expect(acknowledged.length + produced.unacknowledged + produced.unsent).toBe(200);
});

test('a fault that passes ends nothing: its records are unacknowledged, the others go on', async () => {
  let requests = 0;
  const { produced, acknowledged, counts } = await run((entries) => {
    if (++requests === 2) throw new Error('cut off');
    return entries.map(receipt);
  });
  expect(produced).toMatchObject({ unsent: 0, fault: undefined });
  expect(produced.unacknowledged).toBeGreaterThan(0);
  expect(acknowledged.length).toBe(200 - produced.unacknowledged);
  expect(counts.failedRequests).toBe(1);
});

test('a stop lets the puts under way end, and begins no other', async () => {
  const stop = new AbortController();
  const { produced, acknowledged } = await run((entries) => {
    stop.abort();
    return entries.map(receipt);
  }, stop.signal);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.length + produced.unsent).toBe(200);
  expect(produced.unsent).toBeGreaterThan(100);
});
