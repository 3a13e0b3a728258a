import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryFailure } from '../../lambdas/inference/respond/ports.ts';
import { ORDERS, OUTPUT_FORMATS } from '../../lib/contract/prediction.ts';
import { recordData } from '../lambdas/inference/decode/record-arbitraries.ts';
import { aggregateOf, eventOf, FIRST_SEQUENCE, sealed } from '../lambdas/inference/records.ts';
import type { Script } from '../lambdas/inference/respond/memory-sinks.ts';
import { firstFeature, poisonedBy, servedModel } from '../lambdas/inference/served-models.ts';
import { randomFrom } from '../support/random.ts';
import { GOOD } from './hostile-records.ts';
import { type Run, runPipeline, SIGNATURE } from './pipeline.ts';

const plain = fc.oneof(
  { weight: 4, arbitrary: recordData(SIGNATURE) },
  { weight: 4, arbitrary: fc.constant(Buffer.from(GOOD)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
);
const data = fc.oneof(
  { weight: 6, arbitrary: plain },
  { weight: 2, arbitrary: fc.array(plain, { maxLength: 5 }).map((records) => aggregateOf(records)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((message) => sealed(message)) },
);
const record = fc.record({
  data,
  partitionKey: fc.oneof(
    fc.constantFrom('a', 'b'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 256 }),
  ),
});
const settings = fc.record({
  order: fc.constantFrom(...ORDERS),
  outputFormat: fc.constantFrom(...OUTPUT_FORMATS),
});

/** A model that throws on some rows and answers NaN on others. */
const model = servedModel(
  SIGNATURE,
  poisonedBy(
    (first) => first < -9e5,
    3,
    (rows, n) => {
      const clean = firstFeature(SIGNATURE)(rows, n);
      if (clean.task === 'classification') {
        for (let row = 0; row < n; row++)
          if (rows[row * 3]! > 9e5) clean.probabilities![row * 3] = Number.NaN;
      }
      return clean;
    },
  ),
);

/** A stream that throttles, fails entries, cuts connections and at times refuses for good, by chance. */
function storm(seed: number): Script {
  const random = randomFrom(seed);
  const refusesAfter = random() < 0.3 ? Math.floor(random() * 4) : Number.POSITIVE_INFINITY;
  return (entries, request) => {
    const failure = { name: 'Storm', message: 'storm' };
    if (request >= refusesAfter) return { kind: 'retry', failure };
    if (random() < 0.2) return { kind: 'retry', failure };
    const failed = entries.flatMap((_, position): EntryFailure[] =>
      random() < 0.3 ? [{ position, code: 'InternalFailure' }] : [],
    );
    return { kind: 'taken', failed };
  };
}

/** The ids of the records that were promised to be done: those below the checkpoint. */
function doneOf({ records, outcome }: Run): string[] {
  const checkpoint = outcome.firstUnfinished;
  return records.filter((id) => checkpoint === undefined || BigInt(id.split(':')[2]!) < BigInt(checkpoint));
}

describe('the pipeline', () => {
  it('accounts for every record of any event exactly once, in any weather', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 12 }),
        settings,
        fc.record({ seed: fc.integer(), quarantineFailures: fc.constantFrom(0, 0, 2, 1_000_000) }),
        async (records, chosen, { seed, quarantineFailures }) => {
          const run = await runPipeline(eventOf(records), model, chosen, {
            script: storm(seed),
            quarantineFailures,
          });
          const { outcome } = run;
          const predicted = new Set(run.predicted);
          const rejected = new Set(run.quarantined.map(({ predictionId }) => predictionId));
          const done = doneOf(run);

          expect(outcome.predicted + outcome.rejected + outcome.unfinished).toBe(outcome.received);
          expect(outcome.received).toBe(run.records.length);
          expect([...predicted].filter((id) => rejected.has(id))).toEqual([]);
          expect(run.predicted).toHaveLength(predicted.size);
          expect(run.quarantined).toHaveLength(rejected.size);
          expect(done.filter((id) => !predicted.has(id) && !rejected.has(id))).toEqual([]);
          expect(outcome.predicted).toBe(done.filter((id) => predicted.has(id)).length);
          expect(outcome.rejected).toBe(done.filter((id) => rejected.has(id)).length);
          expect(outcome.acknowledged).toBe(predicted.size);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('in fair weather leaves nothing unfinished and every parent answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 12 }),
        settings,
        async (records, chosen) => {
          const run = await runPipeline(eventOf(records), model, chosen);
          expect(run.outcome).toMatchObject({ firstUnfinished: undefined, unfinished: 0 });
          const answered = [...run.predicted, ...run.quarantined.map(({ predictionId }) => predictionId)];
          expect(answered.toSorted()).toEqual(run.records.toSorted());
          const parents = new Set(answered.map((id) => id.split(':')[2]));
          expect(parents).toEqual(new Set(records.map((_, i) => String(FIRST_SEQUENCE + BigInt(i)))));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('predicts the good records of a batch whatever comes between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        settings,
        async (records, chosen) => {
          const batch = records.flatMap((hostile, i) => [hostile, { data: GOOD, partitionKey: `good-${i}` }]);
          const run = await runPipeline(eventOf(batch), model, chosen);
          const predicted = new Set(run.predicted.map((id) => id.split(':')[2]));
          for (const i of records.keys()) {
            expect(predicted.has(String(FIRST_SEQUENCE + BigInt(2 * i + 1)))).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
