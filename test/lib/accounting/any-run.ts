import fc from 'fast-check';
import type { OutputRecord } from '../../../lib/accounting/account.ts';
import type { LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import { entry, failedBatchOf, predictionOf, type Run, rejectionOf } from './honest-run.ts';

/** What may become of records: an honest run before it is laid out as streams and objects. */
export interface PredictedRun {
  /** In an order in which their first predictions may be written: each key's in input order. */
  readonly predicted: readonly LedgerEntry[];
  readonly rejected: readonly LedgerEntry[];
  readonly givenUp: readonly LedgerEntry[];
  /** Predictions that come again: of the nth predicted record, somewhere after its first, by so much changed. */
  readonly repeats: readonly { readonly of: number; readonly after: number; readonly shift: number }[];
}

const outcome = fc.oneof(
  { weight: 6, arbitrary: fc.constant('predicted' as const) },
  fc.constantFrom('rejected' as const, 'given-up' as const),
);

const planned = fc.record({
  key: fc.integer({ min: 0, max: 3 }),
  shard: fc.integer({ min: 0, max: 1 }),
  label: fc.integer({ min: 0, max: 1 }),
  outcome,
  /** Where it wants to stand in the output, among the others. */
  rank: fc.nat(),
});

const repeat = fc.record({
  of: fc.nat(),
  after: fc.nat(),
  shift: fc.double({ min: -9e-5, max: 9e-5, noNaN: true }),
});

/** Runs of 1 to 40 records over two shards, at least one of them predicted. */
export const predictedRuns: fc.Arbitrary<PredictedRun> = fc
  .tuple(fc.array(planned, { minLength: 1, maxLength: 40 }), fc.array(repeat, { maxLength: 20 }))
  .map(([plans, repeats]) => {
    const entries = plans.map(({ key, shard, label, outcome, rank }, n) => ({
      rank,
      outcome: n === 0 ? 'predicted' : outcome,
      entry: entry(n, {
        // A key stays on its shard.
        partitionKey: `key-${shard}-${key}`,
        shardId: `shardId-00000000000${shard}`,
        expectedLabel: String(label),
        expects: n > 0 && outcome === 'rejected' ? 'rejection' : 'prediction',
      }),
    }));
    const of = (kind: string) => entries.filter((planned) => planned.outcome === kind);
    return {
      predicted: interleave(of('predicted')),
      rejected: of('rejected').map(({ entry }) => entry),
      givenUp: of('given-up').map(({ entry }) => entry),
      repeats,
    };
  });

/** The keys mixed by rank; each key's own records in input order. */
function interleave(
  records: readonly { readonly rank: number; readonly entry: LedgerEntry }[],
): LedgerEntry[] {
  const waiting = Map.groupBy(
    records.map(({ entry }) => entry),
    ({ partitionKey }) => partitionKey,
  );
  const places = records.toSorted((a, b) => a.rank - b.rank);
  return places.map(({ entry }) => waiting.get(entry.partitionKey)!.shift()!);
}

/**
 * Lays a run out: predictions and their repeats, quarantine, destination.
 * @param first writes the first prediction of a record. Default: the honest one
 */
export function runOf(
  { predicted, rejected, givenUp, repeats }: PredictedRun,
  first: (entry: LedgerEntry) => OutputRecord = predictionOf,
): Run {
  const placed = predicted.map((entry, place) => ({ place, record: first(entry) }));
  for (const { of, after, shift } of repeats) {
    const n = of % predicted.length;
    const place = n + 0.5 + (after % predicted.length);
    placed.push({ place, record: repeatOf(predicted[n]!, shift) });
  }
  return {
    ledger: [...predicted, ...rejected, ...givenUp],
    output: placed.toSorted((a, b) => a.place - b.place).map(({ record }) => record),
    quarantine: rejected.flatMap((entry) => [rejectionOf(entry), rejectionOf(entry)]),
    destination: givenUp.length === 0 ? [] : [failedBatchOf(givenUp)],
  };
}

/** The same answer a little later, its float bits moved. */
function repeatOf(entry: LedgerEntry, shift: number): OutputRecord {
  const high = 0.8 + shift;
  const probabilities = entry.expectedLabel === '0' ? { 0: high, 1: 1 - high } : { 0: 1 - high, 1: high };
  return predictionOf(entry, { probabilities, predictedAt: '2026-01-01T00:01:00.000Z' });
}
