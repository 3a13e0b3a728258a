import { describe, expect, test } from 'vitest';
import { deliver, type Places } from './delivery-world.ts';
import { CRASH, SUCCESS } from './mapping-world.ts';

/** What the theory says of poison at a place of a batch: see deliverBatch. */
function theory(records: number, place: number, retries: number) {
  let [from, size, depth, before] = [0, records, 0, 0];
  while (size > 1) {
    const first = Math.ceil(size / 2);
    depth++;
    if (place < from + first) size = first;
    else {
      before++;
      from += first;
      size -= first;
    }
  }
  return {
    depth,
    failed: depth + 1 + retries,
    untilMovedOn: depth + before + 1 + retries,
    untilThrough: 2 * depth + 1 + retries,
  };
}

async function poisoned(records: number, place: number, retries: number) {
  const fails = (places: Places) => places.includes(place);
  const { deliveries, kept, done } = await deliver({
    records,
    settings: { bisectBatchOnFunctionError: true, maximumRetryAttempts: retries },
    answer: (places) => (fails(places) ? CRASH : SUCCESS),
  });
  expect(done.reduce((sum, count) => sum + count, 0)).toBe(records);
  return {
    kept,
    failed: deliveries.filter(fails).length,
    untilMovedOn: deliveries.findLastIndex(fails) + 1,
    untilThrough: deliveries.length,
  };
}

describe('poison in a batch of 10,000 with bisect and 3 retries', () => {
  test.each([
    ['the first record', 0, { depth: 14, failed: 18, untilMovedOn: 18, untilThrough: 32 }],
    ['the last record', 9_999, { depth: 13, failed: 17, untilMovedOn: 30, untilThrough: 30 }],
    ['a record in the middle', 5_000, { depth: 14, failed: 18, untilMovedOn: 19, untilThrough: 32 }],
  ])(
    '%s: as many deliveries as the theory says, and only it in the destination',
    async (_name, place, says) => {
      expect(theory(10_000, place, 3)).toEqual(says);
      const { kept, ...counted } = await poisoned(10_000, place, 3);
      expect(counted).toEqual({
        failed: says.failed,
        untilMovedOn: says.untilMovedOn,
        untilThrough: says.untilThrough,
      });
      expect(kept).toEqual([[place]]);
    },
  );

  test('over all places, 17 or 18 deliveries fail, and 18 at best to 30 at worst come before the shard moves on', () => {
    const all = Array.from({ length: 10_000 }, (_, place) => theory(10_000, place, 3));
    expect([...new Set(all.map(({ depth }) => depth))].sort()).toEqual([13, 14]);
    expect(Math.min(...all.map(({ untilMovedOn }) => untilMovedOn))).toBe(18);
    expect(Math.max(...all.map(({ untilMovedOn }) => untilMovedOn))).toBe(30);
  });
});

test('the theory holds at every place of batches of any size and with any retries', async () => {
  for (const records of [1, 2, 3, 7, 8, 9, 33]) {
    for (let place = 0; place < records; place++) {
      const retries = place % 4;
      const { depth, ...says } = theory(records, place, retries);
      expect(depth).toBeGreaterThanOrEqual(Math.floor(Math.log2(records)));
      expect(depth).toBeLessThanOrEqual(Math.ceil(Math.log2(records)));
      const { kept, ...counted } = await poisoned(records, place, retries);
      expect(counted).toEqual(says);
      expect(kept).toEqual([[place]]);
    }
  }
});
