import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SHARD } from '../../../lib/capacity/limits.ts';
import { MODEL_FAMILIES } from '../../../lib/capacity/measurements.ts';
import { planOf } from '../../../lib/capacity/plan.ts';
import { resolveWorkload, STREAM_MODES, type Workload } from '../../../lib/capacity/workload.ts';
import { ORDERS, OUTPUT_FORMATS } from '../../../lib/contract/prediction.ts';

/** Loads of all kinds whose records fit Kinesis. */
const workloads: fc.Arbitrary<Workload> = fc
  .record({
    rps: fc.double({ min: 0.01, max: 5_000_000, noNaN: true }),
    recordBytes: fc.integer({ min: 1, max: 9_000 }),
    recordsPerAggregate: fc.integer({ min: 1, max: 100 }),
    outputFormat: fc.constantFrom(...OUTPUT_FORMATS),
    model: fc.constantFrom(...MODEL_FAMILIES),
    memory: fc.integer({ min: 128, max: 10_240 }),
    recordsPerSecond: fc.option(fc.double({ min: 1, max: 100_000, noNaN: true }), { nil: undefined }),
    batchSize: fc.integer({ min: 1, max: 10_000 }),
    window: fc.integer({ min: 0, max: 300 }),
    headroom: fc.double({ min: 0, max: 2, noNaN: true }),
    order: fc.constantFrom(...ORDERS),
    mode: fc.constantFrom(...STREAM_MODES),
    consumers: fc.integer({ min: 0, max: 8 }),
  })
  .map((given) => resolveWorkload(given));

/** Rounding of doubles, and nothing else. */
const HAIR = 1 - 1e-8;

test('no plan has too few shards or lanes for its load', () => {
  fc.assert(
    fc.property(workloads, (workload) => {
      const { shards, sizes, batches } = planOf(workload);
      const load = workload.rps * (1 + workload.headroom) * HAIR;
      const records = load / workload.recordsPerAggregate;
      expect(shards.input * SHARD.recordsIn).toBeGreaterThanOrEqual(records);
      expect(shards.input * SHARD.bytesIn).toBeGreaterThanOrEqual(records * sizes.input);
      expect(shards.output * SHARD.recordsIn).toBeGreaterThanOrEqual(load);
      expect(shards.output * SHARD.bytesIn).toBeGreaterThanOrEqual(load * sizes.output);
      expect(shards.output * SHARD.bytesOut).toBeGreaterThanOrEqual(load * sizes.output * workload.consumers);
      expect(shards.lanes * batches.sandboxRate).toBeGreaterThanOrEqual(load);
      expect(shards.parallelization).toBeLessThanOrEqual(10);
    }),
    { seed: 4 },
  );
});

test('more records never need fewer shards, nor fewer dollars for streams', () => {
  fc.assert(
    fc.property(workloads, fc.double({ min: 1, max: 10, noNaN: true }), (workload, times) => {
      const less = planOf(workload);
      const more = planOf({ ...workload, rps: workload.rps * times });
      expect(more.shards.input).toBeGreaterThanOrEqual(less.shards.input);
      expect(more.shards.output).toBeGreaterThanOrEqual(less.shards.output);
      expect(more.bill.streams.chosen).toBeGreaterThanOrEqual(less.bill.streams.chosen * HAIR);
    }),
    { seed: 4 },
  );
});

test('every figure is a number that a bill can have, and the bill adds up', () => {
  fc.assert(
    fc.property(workloads, (workload) => {
      const { bill, latency, traffic } = planOf(workload);
      for (const { usd } of bill.lines) expect(usd).toBeGreaterThanOrEqual(0);
      expect(bill.byService.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(bill.total, 4);
      expect(latency.p99).toBeGreaterThanOrEqual(latency.p50);
      expect(traffic.invocationsPerSecond * traffic.recordsPerInvocation).toBeCloseTo(workload.rps, 3);
      expect(Number.isFinite(bill.total)).toBe(true);
    }),
    { seed: 4 },
  );
});
