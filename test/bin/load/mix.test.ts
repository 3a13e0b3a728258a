import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mix } from '../../../bin/load/mix.ts';
import { seededRandom } from '../../../training/random.ts';

function kindsOf(share: number, kinds: readonly string[], count: number, seed = 1): (string | undefined)[] {
  const mix = new Mix(share, kinds, seededRandom(seed));
  return Array.from({ length: count }, () => mix.next());
}

const KINDS = ['a', 'b', 'c'];

test('of every hundred records the share is kept to the record', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 30 }),
      (share, hundreds) => {
        const bad = kindsOf(share, KINDS, hundreds * 100).filter((kind) => kind !== undefined).length;
        expect(Math.abs(bad - hundreds * 100 * share)).toBeLessThan(1 + 1e-6);
      },
    ),
  );
});

test('18,000 records with 5% bad ones have 900, of each kind the same number', () => {
  const bad = kindsOf(0.05, KINDS, 18_000).filter((kind) => kind !== undefined);
  expect(bad).toHaveLength(900);
  for (const kind of KINDS) expect(bad.filter((each) => each === kind)).toHaveLength(300);
});

test('bad records are spread, not bunched: every hundred has its own', () => {
  const kinds = kindsOf(0.05, KINDS, 1000);
  for (let start = 0; start < 1000; start += 100) {
    expect(kinds.slice(start, start + 100).filter((kind) => kind !== undefined)).toHaveLength(5);
  }
});

test('the same seed mixes the same, another one differently', () => {
  expect(kindsOf(0.1, KINDS, 500, 3)).toEqual(kindsOf(0.1, KINDS, 500, 3));
  expect(kindsOf(0.1, KINDS, 500, 3)).not.toEqual(kindsOf(0.1, KINDS, 500, 4));
});

test('without kinds no record is bad', () => {
  expect(kindsOf(0.5, [], 200).every((kind) => kind === undefined)).toBe(true);
});
