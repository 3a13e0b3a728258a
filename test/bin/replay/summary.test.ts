import { expect, test } from 'vitest';
import { summaryLines } from '../../../bin/replay/summary.ts';
import { NOTHING_REPLAYED } from '../../../lib/quarantine/replay/replay.ts';

const plan = { left: [], answered: [], triedInVain: [] };

test('the first few records on which the function fails are named, with nothing in it that a terminal obeys', () => {
  const failed = Array.from({ length: 7 }, (_, i) => ({
    predictionId: `s:shard:${i}:-`,
    message: 'TypeError: \u001b[2J',
  }));
  const outcome = { ...NOTHING_REPLAYED, selected: 7, failed };
  expect(summaryLines({ plan, outcome, fix: undefined, dryRun: false, broken: [] })).toEqual([
    '0 records replayed: 0 predicted, 0 rejected again',
    'the function fails on 7 records, which wait as before:',
    ...[0, 1, 2, 3, 4].map((i) => `  s:shard:${i}:-: TypeError: \\u001b[2J`),
    '  … and 2 more',
  ]);
});
