import { expect, test } from 'vitest';
import { columnsOf, featurePictures } from '../../../../bin/demo/drift/feature-picture.ts';
import { judgeDrift, type Scenario } from '../../../../bin/demo/drift/judge-drift.ts';
import { exampleResult } from '../../../monitoring/report/support/example-result.ts';

const CHANGE = { moved: 'alcohol', by: 0.6, missing: 'sulphates', missingShare: 0.05 };

function scenario(drifted: number, findings: number, alarms: Scenario['alarms'] = []): Scenario {
  return { results: [exampleResult({ features: 3, drifted, findings }).result], alarms };
}

const calm = scenario(0, 0);
const changed = scenario(1, 1, ['drift', 'data-quality']);

test('exactly what was done to the wines is named, and nothing is wrong', () => {
  expect(judgeDrift(calm, changed, CHANGE)).toEqual({
    result: {
      noDrift: { drifted: [], quality: [] },
      drift: { drifted: ['alcohol'], quality: ['sulphates'] },
    },
    faults: [],
  });
});

test.each([
  [
    'drift where there is none',
    scenario(1, 0),
    changed,
    'without a change the verdict of 2026-11-21T02 is "drift"',
  ],
  [
    'a finding where there is none',
    scenario(0, 1),
    changed,
    'findings about the data without a change: sulphates; expected: none',
  ],
  [
    'an alarm where there is none',
    scenario(0, 0, ['drift']),
    changed,
    'the alarm drift went on without a change',
  ],
  [
    'drift that was not found',
    calm,
    scenario(0, 1, ['drift', 'data-quality']),
    'drifted: none; expected: alcohol',
  ],
  [
    'drift of more',
    calm,
    scenario(2, 1, ['drift', 'data-quality']),
    'drifted: alcohol and volatile acidity; expected: alcohol',
  ],
  [
    'a finding that was not found',
    calm,
    scenario(1, 0, ['drift', 'data-quality']),
    'findings about the data: none; expected: sulphates',
  ],
  [
    'findings of more',
    calm,
    scenario(1, 2, ['drift', 'data-quality']),
    'sulphates and alcohol; expected: sulphates',
  ],
  ['an alarm that did not go on', calm, scenario(1, 1, ['data-quality']), 'the alarm drift did not go on'],
])('the demo fails on %s', (_, before, after, fault) => {
  expect(judgeDrift(before, after, CHANGE).faults.join('; ')).toContain(fault);
});

test('too few rows are no proof that nothing drifted', () => {
  const [result] = calm.results;
  const unknown = { results: [{ ...result!, verdict: 'insufficient-data' as const }], alarms: [] };
  expect(judgeDrift(unknown, changed, CHANGE).faults).toHaveLength(1);
});

test('a picture has the reference above the window, each with the area of its rows', () => {
  const { result, profile } = exampleResult({ features: 3 });
  const lines = featurePictures(result, profile);
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^ {2}alcohol {14}[ ▁▂▃▄▅▆▇█]{28} {2}in training$/);
  expect(lines[1]).toMatch(/^ {23}[ ▁▂▃▄▅▆▇█]{28} {2}now: normed Wasserstein 0\.59 of 0\.10, drifted$/);
  const columns = columnsOf([
    { from: 0, to: 1, height: 0.5 },
    { from: 1, to: 3, height: 0.25 },
  ]);
  expect(columns.reduce((sum, height) => sum + (height * 3) / columns.length, 0)).toBeCloseTo(1);
});
