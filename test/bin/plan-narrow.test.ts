import { expect, test } from 'vitest';
import { planLines } from '../../bin/plan/plan-text.ts';
import { planOf } from '../../lib/capacity/plan.ts';
import { resolveWorkload } from '../../lib/capacity/workload.ts';

const found = planOf(resolveWorkload({ rps: 5_000, recordBytes: 600, keys: 1, retention: 72 }));

test('in a narrow terminal nothing is broken but what is to be copied, and each formula stands below its result', () => {
  const lines = planLines(found, 60);
  const settings = lines.indexOf('For the model in bin/stages.ts');
  expect(Math.max(...lines.slice(0, settings).map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines).toContain('      records: 5,000/s × 1.25 ÷ 1,000 = 6.25');
  expect(lines).toContain('      (7 + 7) × 730 h × $0.015');
  expect(lines.filter((line) => line.startsWith('  mapping: {') && line.endsWith('},'))).toHaveLength(1);
});

test('a narrow terminal shows the same words as a wide one, and no terminal breaks nothing', () => {
  // The header of the formulas goes, since they have no column of their own.
  const words = (lines: readonly string[]) => new Set(['how', ...lines.join(' ').split(/[\s-]+/)]);
  expect(words(planLines(found, 60))).toEqual(words(planLines(found)));
  expect(planLines(found, undefined)).toEqual(planLines(found, 10_000));
});
