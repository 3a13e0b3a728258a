import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Change,
  changeRecords,
  chooseChange,
  lacksForDrift,
} from '../../../../bin/demo/drift/change.ts';
import { DemoClock, demoHours } from '../../../../bin/demo/drift/demo-clock.ts';
import type { Manifest } from '../../../../lib/contract/manifest.ts';
import { hourOf } from '../../../../lib/contract/profile.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { seededRandom } from '../../../../training/random.ts';
import { exampleResult } from '../../../monitoring/report/support/example-result.ts';

const CHANGE: Change = { moved: 'alcohol', by: 0.6, missing: 'sulphates', missingShare: 0.05 };

function wines(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    wine_features: { alcohol: 8 + index / 100, pH: 3, sulphates: 0.4 },
  }));
}

test('every record gets more of the one feature, a twentieth lacks the other, and nothing else changes', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const changed = changeRecords(wines(980), 'wine_features', CHANGE, seededRandom(seed)).map(
        (record) => record.wine_features as Record<string, number>,
      );
      expect(changed.filter((wine) => !('sulphates' in wine))).toHaveLength(49);
      for (const [index, wine] of changed.entries()) {
        expect(wine.alcohol).toBeCloseTo(8.6 + index / 100);
        expect(wine.pH).toBe(3);
      }
    }),
    { numRuns: 5 },
  );
});

test('another seed chooses other records, and the same one the same', () => {
  const lacking = (seed: number) =>
    JSON.stringify(changeRecords(wines(100), 'wine_features', CHANGE, seededRandom(seed)));
  expect(lacking(1)).toBe(lacking(1));
  expect(lacking(1)).not.toBe(lacking(2));
});

test('records whose features stand at the top change as well', () => {
  const [record] = changeRecords([{ alcohol: 9, sulphates: 1 }], null, CHANGE, seededRandom(1));
  expect(record).toEqual({ alcohol: 9.6, sulphates: 1 });
});

test('alcohol moves by half a standard deviation of the training rows; another feature is missing', () => {
  const { profile } = exampleResult({ features: 3 });
  const features = profile.layout.features.map(({ name }) => ({ name }));
  expect(chooseChange({ features } as Signature, profile)).toEqual({
    ...{ moved: 'alcohol', by: 1.23 / 2, missing: 'sulphates', missingShare: 0.05 },
  });
});

test('a model that does not read alcohol, or nothing else, is refused with what it reads', () => {
  const { profile } = exampleResult({ features: 2, name: 'other' });
  const features = profile.layout.features.map(({ name }) => ({ name }));
  expect(() => chooseChange({ features } as Signature, profile)).toThrow('the model reads other 0, other 1;');
});

test('the clock goes on from where it was put, and its shift is what arrivals are moved by', () => {
  let real = 1_000_000;
  const clock = new DemoClock(() => real);
  clock.moveTo('2026-11-20T06', 5);
  expect(clock.now().toISOString()).toBe('2026-11-20T06:05:00.000Z');
  real += 1500;
  expect(clock.now().toISOString()).toBe('2026-11-20T06:05:01.500Z');
  expect(hourOf(real + clock.shiftMs())).toBe('2026-11-20T06');
  clock.moveTo('2026-11-20T06', 75);
  expect(clock.now().toISOString()).toBe('2026-11-20T07:15:00.000Z');
});

test('the hours follow each other within a day that is over', () => {
  const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(at, (now) => {
      const hours = demoHours(now, 6);
      expect(new Set(hours.map((hour) => hour.slice(0, 10))).size).toBe(1);
      expect(hours.map((hour) => hour.slice(10))).toEqual(['T06', 'T07', 'T08', 'T09', 'T10', 'T11']);
      expect(hours[0]!.slice(0, 10) < now.toISOString().slice(0, 10)).toBe(true);
    }),
  );
});

test('a champion that was made before profiles, or does not read alcohol, is not used', () => {
  const alcohol = { features: [{ name: 'alcohol' }, { name: 'pH' }] };
  const profile = { profile: {} };
  const lacks = (manifest: object) => lacksForDrift(manifest as Manifest);
  expect(lacks({ artifacts: profile, signature: alcohol })).toBeUndefined();
  expect(lacks({ artifacts: {}, signature: alcohol })).toContain('has no reference profile');
  expect(lacks({ artifacts: profile, signature: { features: [{ name: 'pH' }] } })).toContain(
    'does not read alcohol',
  );
});
