import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelSchema, stageSchema } from '../../bin/deploy/settings.ts';
import { settingsLines } from '../../bin/plan/settings-text.ts';
import { STAGES } from '../../bin/stages.ts';
import { planOf } from '../../lib/capacity/plan.ts';
import { resolveWorkload, STREAM_MODES, type Workload } from '../../lib/capacity/workload.ts';
import { WEIR_MAPPING } from '../../lib/contract/event-source-mapping.ts';
import { ORDERS, OUTPUT_FORMATS } from '../../lib/contract/prediction.ts';

function plan(given: Partial<Workload> & Pick<Workload, 'rps'>) {
  return planOf(resolveWorkload({ recordBytes: 600, ...given }));
}

/** The lines that a person copies, read as the fields of an object. */
function written(lines: readonly string[]): unknown {
  return new Function(`return {${lines.slice(2).join('\n')}}`)();
}

test('what a plan says to write into bin/stages.ts is accepted there, whatever the load', () => {
  const workloads = fc.record({
    rps: fc.double({ min: 0.01, max: 5_000_000, noNaN: true }),
    recordsPerAggregate: fc.integer({ min: 1, max: 100 }),
    recordsPerSecond: fc.option(fc.double({ min: 1, max: 100_000, noNaN: true }), { nil: undefined }),
    memory: fc.integer({ min: 128, max: 10_240 }),
    batchSize: fc.integer({ min: 1, max: 10_000 }),
    window: fc.integer({ min: 0, max: 300 }),
    retention: fc.integer({ min: 24, max: 8_760 }),
    order: fc.constantFrom(...ORDERS),
    outputFormat: fc.constantFrom(...OUTPUT_FORMATS),
    mode: fc.constantFrom(...STREAM_MODES),
  });
  fc.assert(
    fc.property(workloads, (given) => {
      const found = plan(given);
      if (found.settings === null) {
        expect(found.shards.input).toBeGreaterThan(10_000);
        return;
      }
      expect(written(settingsLines(found))).toEqual(found.settings);
      expect(modelSchema.safeParse(found.settings).error).toBeUndefined();
    }),
    { seed: 4 },
  );
});

test('more shards than a stream can have are not told to be written', () => {
  const found = plan({ rps: 10_000_000 });
  expect(found.settings).toBeNull();
  expect(settingsLines(found).join('\n')).toContain('a stream has at most 10,000 shards');
});

test('the record age follows the retention, two hours below it and at most seven days', () => {
  const age = (retention: number) => plan({ rps: 1, retention }).settings?.mapping.maximumRecordAgeInSeconds;
  expect(age(24)).toBe(WEIR_MAPPING.maximumRecordAgeInSeconds);
  expect([age(72), age(168), age(8_760)]).toEqual([70 * 3_600, 166 * 3_600, 604_800]);
});

test.each(Object.entries(STAGES))('stage %s can be planned as it stands', (_, stage) => {
  const { region, models } = stageSchema.parse(stage);
  for (const { capacity, retentionHours, memoryMb, mapping } of Object.values(models)) {
    const found = plan({
      rps: 100,
      region,
      mode: capacity.mode,
      retention: retentionHours,
      memory: memoryMb,
    });
    expect(found.bill.total).toBeGreaterThan(0);
    expect(found.settings?.mapping.maximumRecordAgeInSeconds).toBe(mapping.maximumRecordAgeInSeconds);
  }
});
