import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evaluation, evaluateBatch } from '../../../../lambdas/inference/evaluate.ts';
import { deadlineOf } from '../../../../lambdas/inference/respond/deadline.ts';
import type { EntryFailure, PutAnswer } from '../../../../lambdas/inference/respond/ports.ts';
import {
  type Outcome,
  type ResponseSettings,
  respond,
} from '../../../../lambdas/inference/respond/respond.ts';
import { quarantinedRecordSchema } from '../../../../lib/contract/rejection.ts';
import { randomFrom } from '../../../support/random.ts';
import { wineRecord, wineSignature } from '../../../support/signatures.ts';
import { aggregateOf, eventOf, FIRST_SEQUENCE, type TestRecord } from '../records.ts';
import { firstFeature, servedModel } from '../served-models.ts';
import {
  leapingTime,
  MemoryQuarantine,
  MemorySink,
  type Script,
  type SentEntry,
  TAKEN,
} from './memory-sinks.ts';

const signature = wineSignature();
const model = servedModel(signature, firstFeature(signature));
const nextVersion = { ...model, manifest: { ...model.manifest, version: model.manifest.version + 1 } };
const good = JSON.stringify(wineRecord([0.25, 0.5, 0.25]));
const FULL: ResponseSettings = { order: 'none', outputFormat: 'full' };
const BY_KEY: ResponseSettings = { order: 'key', outputFormat: 'compact' };

const THROTTLED: PutAnswer = {
  kind: 'retry',
  failure: { name: 'ProvisionedThroughputExceededException', message: 'slow down' },
};
const DENIED: PutAnswer = { kind: 'retry', failure: { name: 'AccessDeniedException', message: 'no' } };

interface World {
  readonly sink: MemorySink;
  readonly quarantine: MemoryQuarantine;
  readonly evaluation: Evaluation;
  readonly outcome: Outcome;
  /** By the injected clock. */
  readonly tookMs: number;
}

interface Circumstances {
  readonly script?: Script;
  readonly quarantine?: MemoryQuarantine;
  readonly settings?: ResponseSettings;
  readonly remainingMs?: number;
  readonly served?: typeof model;
}

async function answer(
  records: readonly (TestRecord | string | Buffer)[],
  circumstances: Circumstances = {},
): Promise<World> {
  const {
    script,
    quarantine = new MemoryQuarantine(),
    settings = FULL,
    remainingMs = 60_000,
  } = circumstances;
  const sink = new MemorySink(script);
  const time = leapingTime();
  const start = time.now();
  const evaluation = await evaluateBatch(eventOf(records), circumstances.served ?? model);
  const ports = { predictions: sink, quarantine, time };
  const outcome = await respond(evaluation, ports, settings, deadlineOf(start, remainingMs));
  return { sink, quarantine, evaluation, outcome, tookMs: time.now() - start };
}

/** Fails entries by chance, the same on every run. */
function flaky(share: number, code = 'InternalFailure', seed = 1): Script {
  const random = randomFrom(seed);
  return (entries) => ({
    kind: 'taken',
    failed: entries.flatMap((_, position): EntryFailure[] => (random() < share ? [{ position, code }] : [])),
  });
}

/** What the entries take with keys of so many bytes. */
function bytesOf(entries: readonly SentEntry[], keyBytes: number): number {
  return entries.reduce((sum, { text }) => sum + Buffer.byteLength(text) + keyBytes, 0);
}

const sequenceOf = (i: number) => String(FIRST_SEQUENCE + BigInt(i));
const ids = (entries: readonly SentEntry[]) => entries.map(({ predictionId }) => predictionId);

describe('answering a batch', () => {
  it('puts every prediction once, in requests of at most 500 entries, under the input keys', async () => {
    const { sink, outcome, evaluation } = await answer(Array(1201).fill(good));
    expect(sink.requests.map(({ length }) => length)).toEqual([500, 500, 201]);
    expect(ids(sink.stream)).toEqual(
      evaluation.event.Records.map((_, i) => evaluation.records.predictionId(i)),
    );
    expect(sink.stream.map(({ partitionKey }) => partitionKey)).toEqual(
      evaluation.event.Records.map(({ kinesis }) => kinesis.partitionKey),
    );
    expect(outcome).toMatchObject({
      firstUnfinished: undefined,
      received: 1201,
      predicted: 1201,
      unfinished: 0,
    });
    expect(outcome).toMatchObject({ requests: 3, retries: 0, acknowledged: 1201, putFailure: undefined });
  });

  it('keeps requests under 5 MiB, partition keys included', async () => {
    const large = JSON.stringify({ ...wineRecord([0.25, 0.5, 0.25]), customer_id: 'x'.repeat(700_000) });
    const { sink } = await answer(Array(8).fill(large));
    for (const request of sink.requests) {
      const bytes = request.reduce(
        (sum, { text, partitionKey }) => sum + text.length + partitionKey.length,
        0,
      );
      expect(bytes).toBeLessThanOrEqual(5 * 1024 * 1024);
    }
    expect(sink.requests.map(({ length }) => length)).toEqual([7, 1]);
  });

  it('counts partition keys by their bytes, which may be more than the data', async () => {
    const partitionKey = '語'.repeat(256);
    const data = JSON.stringify({ ...wineRecord([0.25, 0.5, 0.25]), customer_id: 'x'.repeat(9_900) });
    const { sink } = await answer(Array(500).fill({ data, partitionKey }));
    const limit = 5 * 1024 * 1024;
    const sizes = sink.requests.map((request) => bytesOf(request, 0));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(limit);
    expect(sink.requests).toHaveLength(2);
    for (const request of sink.requests) {
      expect(bytesOf(request, Buffer.byteLength(partitionKey))).toBeLessThanOrEqual(limit);
    }
  });

  it('keeps several requests in flight, and not more than 8', async () => {
    const script: Script = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return TAKEN;
    };
    const { sink } = await answer(Array(10_000).fill(good), { script });
    expect(sink.mostInFlight).toBe(8);
  });

  it('puts failed entries again, and only these', async () => {
    const { sink, outcome } = await answer(Array(2_000).fill(good), { script: flaky(0.3) });
    expect(new Set(ids(sink.stream)).size).toBe(2_000);
    expect(sink.stream).toHaveLength(2_000);
    expect(outcome).toMatchObject({ predicted: 2_000, firstUnfinished: undefined, putFailure: undefined });
    expect(outcome.retries).toBeGreaterThan(0);
  });

  it('waits through an outage of 30 s inside the invocation, longer and longer', async () => {
    const outageEnds = 20;
    const script: Script = (_, request) => (request < outageEnds ? THROTTLED : TAKEN);
    const { sink, outcome, tookMs } = await answer([good], { script });
    expect(sink.requests).toHaveLength(outageEnds + 1);
    expect(outcome).toMatchObject({ predicted: 1, firstUnfinished: undefined });
    expect(tookMs).toBeGreaterThan(5_000);
  });

  it('stops starting requests 20% before the end and reports the first record', async () => {
    const { outcome, tookMs } = await answer(Array(700).fill(good), { script: () => THROTTLED });
    expect(outcome).toMatchObject({ firstUnfinished: sequenceOf(0), predicted: 0, unfinished: 700 });
    expect(outcome.putFailure?.name).toBe('ProvisionedThroughputExceededException');
    expect(tookMs).toBeLessThanOrEqual(48_000);
    expect(tookMs).toBeGreaterThan(40_000);
  });

  it('reports the lowest record that is not done, and counts what is delivered again as unfinished', async () => {
    const script: Script = (entries) => {
      const position = entries.findIndex(({ predictionId }) => predictionId.includes(sequenceOf(600)));
      return { kind: 'taken', failed: position < 0 ? [] : [{ position, code: 'InternalFailure' }] };
    };
    const { outcome } = await answer([...Array(1_000).fill(good), 'no'], { script });
    expect(outcome).toMatchObject({ firstUnfinished: sequenceOf(600), predicted: 600, rejected: 0 });
    expect(outcome).toMatchObject({ unfinished: 401, acknowledged: 999, received: 1_001 });
    expect(outcome.rejectedByReason).toEqual({});
  });

  it('compares sequence numbers as numbers', async () => {
    const script: Script = () => DENIED;
    const { outcome } = await answer(
      [
        { data: good, sequenceNumber: 10n },
        { data: good, sequenceNumber: 9n },
      ],
      { script },
    );
    expect(outcome.firstUnfinished).toBe('9');
  });

  it('reports the aggregate of a sub-record that failed', async () => {
    const script: Script = (entries) => {
      const position = entries.findIndex(({ predictionId }) => predictionId.endsWith(':1'));
      return { kind: 'taken', failed: position < 0 ? [] : [{ position, code: 'InternalFailure' }] };
    };
    const { outcome } = await answer([good, aggregateOf([good, good, good]), good], { script });
    expect(outcome).toMatchObject({
      firstUnfinished: sequenceOf(1),
      predicted: 1,
      unfinished: 4,
      acknowledged: 4,
    });
  });

  it('reports what a full batch left unread', async () => {
    const full = aggregateOf(Array(10_000).fill(good));
    const { outcome } = await answer([...Array(10).fill(full), full, good]);
    expect(outcome).toMatchObject({ firstUnfinished: sequenceOf(10), predicted: 100_000, unfinished: 2 });
    expect(outcome.received).toBe(100_002);
  });

  it('waits a refusal out, so that it does not use up the retries of the mapping within seconds', async () => {
    const { outcome, tookMs } = await answer(Array(5_000).fill(good), { script: () => DENIED });
    expect(outcome).toMatchObject({
      firstUnfinished: sequenceOf(0),
      putFailure: { name: 'AccessDeniedException' },
    });
    expect(tookMs).toBeGreaterThan(40_000);
  });

  it('answers in time even when a sink never does', async () => {
    const never = new Promise<PutAnswer>(() => {});
    const { outcome, tookMs } = await answer([good], { script: () => never });
    expect(outcome).toMatchObject({ firstUnfinished: sequenceOf(0), unfinished: 1 });
    expect(tookMs).toBe(59_500);
  });

  it('writes nothing for a broken model and hands everything back', async () => {
    const served = servedModel(signature, () => Promise.reject(new Error('broken')), false);
    const { sink, quarantine, outcome } = await answer([good, 'no'], { served });
    expect(sink.requests).toEqual([]);
    expect(quarantine.attempts).toBe(0);
    expect(outcome).toMatchObject({ firstUnfinished: sequenceOf(0), unfinished: 2 });
  });
});

describe('rejections', () => {
  it('are stored as one object with all that a replay needs', async () => {
    const { quarantine, outcome } = await answer(['no', good, aggregateOf([good, '{}'])]);
    const [[key, lines] = []] = [...quarantine.objects];
    expect(key).toMatch(
      new RegExp(
        `^quarantine/wine-quality/2026-02-02/shardId-000000000006-${sequenceOf(0)}-[0-9a-f]{16}\\.jsonl$`,
      ),
    );
    expect(lines!.map((line) => quarantinedRecordSchema.parse(line))).toMatchObject([
      {
        reason: 'not-json',
        partitionKey: 'key-0',
        sequenceNumber: sequenceOf(0),
        subSequenceNumber: null,
        data: Buffer.from('no').toString('base64'),
      },
      {
        reason: 'missing-features',
        field: 'wine_features',
        came: 'missing',
        partitionKey: 'sub-key',
        sequenceNumber: sequenceOf(2),
        subSequenceNumber: 1,
        data: Buffer.from('{}').toString('base64'),
      },
    ]);
    expect(outcome).toMatchObject({ predicted: 2, rejected: 2, unfinished: 0 });
    expect(outcome.rejectedByReason).toEqual({ 'not-json': 1, 'missing-features': 1 });
  });

  it('go under the same key on every delivery, and under another when others are rejected', async () => {
    const keys = await Promise.all(
      [
        ['no', good],
        ['no', good],
        ['no', '{}'],
      ].map(async (records) => {
        const { quarantine } = await answer(records);
        return [...quarantine.objects.keys()][0];
      }),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBe(keys[2]);
  });

  it.each<[string, string, Circumstances]>([
    ['another version rejects them', 'no', { served: nextVersion }],
    ['they are rejected for another reason', '{}', {}],
  ])('go under another key when %s', async (_, record, circumstances) => {
    const [first, second] = await Promise.all([answer(['no', good]), answer([record, good], circumstances)]);
    const [[firstKey], [secondKey]] = [
      [...first.quarantine.objects.keys()],
      [...second.quarantine.objects.keys()],
    ];
    expect(secondKey).toMatch(/^quarantine\//);
    expect(secondKey).not.toBe(firstKey);
  });

  it('make no object when there are none', async () => {
    const { quarantine } = await answer([good]);
    expect(quarantine.attempts).toBe(0);
  });

  it('are tried again until they are stored', async () => {
    const { outcome, quarantine } = await answer(['no', good], { quarantine: new MemoryQuarantine(5) });
    expect(quarantine.attempts).toBe(6);
    expect(outcome).toMatchObject({ rejected: 1, predicted: 1, firstUnfinished: undefined });
    expect(outcome.quarantineFailure).toBeUndefined();
  });

  it('that cannot be stored are unfinished', async () => {
    const quarantine = new MemoryQuarantine(Number.POSITIVE_INFINITY);
    const { outcome, tookMs } = await answer([good, 'no', good], { quarantine });
    expect(outcome).toMatchObject({
      firstUnfinished: sequenceOf(1),
      predicted: 1,
      rejected: 0,
      unfinished: 2,
    });
    expect(outcome).toMatchObject({
      acknowledged: 2,
      quarantineFailure: { message: 'the quarantine is away' },
    });
    expect(tookMs).toBeLessThanOrEqual(52_000);
  });

  it('that a store never answers for are unfinished for want of time', async () => {
    const quarantine = new MemoryQuarantine();
    quarantine.store = () => new Promise(() => {});
    const { outcome, tookMs } = await answer([good, 'no'], { quarantine });
    expect(outcome).toMatchObject({ firstUnfinished: sequenceOf(1), predicted: 1, rejected: 0 });
    expect(outcome.quarantineFailure?.name).toBe('OutOfTime');
    expect(tookMs).toBe(59_500);
  });

  it('include a prediction from the first byte on that is too much, its key counted in bytes', async () => {
    const partitionKey = '語'.repeat(256);
    const sized = (length: number): TestRecord => ({
      data: JSON.stringify({ ...wineRecord([0.25, 0.5, 0.25]), customer_id: 'x'.repeat(length) }),
      partitionKey,
    });
    const { sink } = await answer([sized(0)]);
    const room = 1024 * 1024 - bytesOf(sink.stream, Buffer.byteLength(partitionKey));
    for (const [excess, rejected] of [
      [-1, 0],
      [0, 0],
      [1, 1],
    ] as const) {
      const { outcome } = await answer([sized(room + excess)]);
      expect(outcome).toMatchObject({ predicted: 1 - rejected, rejected });
    }
  });

  it('include predictions that with their key exceed 1 MiB, and no smaller ones', async () => {
    const overhead = 400;
    const sized = (bytes: number) =>
      JSON.stringify({ ...wineRecord([0.25, 0.5, 0.25]), customer_id: 'x'.repeat(bytes) });
    const limit = 1024 * 1024;
    const { outcome, quarantine, sink } = await answer([
      good,
      sized(limit),
      sized(limit - 2 * overhead),
      good,
    ]);
    expect(outcome).toMatchObject({
      predicted: 3,
      rejected: 1,
      rejectedByReason: { 'prediction-too-large': 1 },
    });
    const [lines] = quarantine.objects.values();
    expect(lines!.map(({ sequenceNumber }) => sequenceNumber)).toEqual([sequenceOf(1)]);
    for (const { text, partitionKey } of sink.stream)
      expect(text.length + partitionKey.length).toBeLessThan(limit);
  });
});

describe('with order: key', () => {
  const keyed = (keys: readonly string[]) => keys.map((partitionKey) => ({ data: good, partitionKey }));

  it('has at most one entry of a key in flight, and the stream holds each key in input order', async () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(keys, fc.integer(), async (partitionKeys, seed) => {
        const inFlight = new Set<string>();
        const chance = randomFrom(seed);
        const script: Script = async (entries) => {
          for (const { partitionKey } of entries) {
            expect(inFlight.has(partitionKey)).toBe(false);
            inFlight.add(partitionKey);
          }
          await null;
          for (const { partitionKey } of entries) inFlight.delete(partitionKey);
          if (chance() < 0.2) return THROTTLED;
          return flaky(0.3, 'InternalFailure', Math.floor(chance() * 1e6))(entries, 0);
        };
        const { sink, outcome, evaluation } = await answer(keyed(partitionKeys), {
          script,
          settings: BY_KEY,
        });
        expect(outcome.firstUnfinished).toBeUndefined();
        for (const key of new Set(partitionKeys)) {
          const wanted = partitionKeys.flatMap((own, i) =>
            own === key ? [evaluation.records.predictionId(i)] : [],
          );
          expect(ids(sink.stream.filter(({ partitionKey }) => partitionKey === key))).toEqual(wanted);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('puts nothing of a key after one of it that failed for good, and goes on with the others', async () => {
    const script: Script = (entries) => ({
      kind: 'taken',
      failed: entries.flatMap(({ predictionId }, position) =>
        predictionId.includes(sequenceOf(2)) ? [{ position, code: 'InternalFailure' }] : [],
      ),
    });
    const { sink, outcome } = await answer(keyed(['a', 'b', 'a', 'b', 'a', 'b']), {
      script,
      settings: BY_KEY,
    });
    expect(ids(sink.stream).map((text) => Number(BigInt(text.split(':')[2]!) - FIRST_SEQUENCE))).toEqual([
      0, 1, 3, 5,
    ]);
    expect(outcome).toMatchObject({ firstUnfinished: sequenceOf(2), predicted: 2, unfinished: 4 });
  });

  it('passes over rejected records of a key', async () => {
    const records = [
      { data: good, partitionKey: 'a' },
      { data: 'no', partitionKey: 'a' },
      { data: good, partitionKey: 'a' },
    ];
    const { outcome } = await answer(records, { settings: BY_KEY });
    expect(outcome).toMatchObject({ predicted: 2, rejected: 1, requests: 2, firstUnfinished: undefined });
  });
});
