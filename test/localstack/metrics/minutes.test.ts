import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE_MS, Minutes, minuteOf } from '../../../localstack/metrics/minutes.ts';

const KEPT = 5;
const NOW = 100 * MINUTE_MS;
const documents = fc.array(
  fc.record({
    atMs: fc.integer({ min: NOW - 8 * MINUTE_MS, max: NOW }),
    values: fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 5 }),
  }),
  { maxLength: 30 },
);

test('in whatever order documents come, each kept minute holds just its own values', () => {
  fc.assert(
    fc.property(documents, (all) => {
      const minutes = new Minutes(KEPT);
      for (const { atMs, values } of all) minutes.add(atMs, NOW, values);
      const kept = all.filter(({ atMs }) => minuteOf(atMs) > NOW - KEPT * MINUTE_MS);
      const byMinute = Map.groupBy(kept, ({ atMs }) => minuteOf(atMs));
      const expected = [...byMinute].map(([atMs, some]) => {
        const values = some.flatMap((document) => document.values);
        const sum = values.reduce((total, value) => total + value, 0);
        const [minimum, maximum] = [Math.min(...values), Math.max(...values)];
        return { atMs, sum, count: values.length, minimum, maximum, last: values.at(-1) };
      });
      expect(minutes.points()).toEqual(expected.toSorted((a, b) => a.atMs - b.atMs));
    }),
  );
});
