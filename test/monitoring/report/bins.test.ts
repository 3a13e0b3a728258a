import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsOf, MOST_BARS, shownLabel, withoutEmptyRest } from '../../../monitoring/report/bins.ts';

test('bins with edges are as wide as they are, and as high as the rows are dense in them', () => {
  const { reference, current } = barsOf({
    labels: ['≤ 0', '0 to 1', '1 to 5', '> 5'],
    reference: [0.25, 0.25, 0.25, 0.25],
    current: [0, 0, 1, 0],
  });
  expect(reference.map(({ from, to }) => [from, to])).toEqual([
    [-1, 0],
    [0, 1],
    [1, 5],
    [5, 6],
  ]);
  expect(reference.map(({ height }) => height)).toEqual([0.25, 0.25, 0.0625, 0.25]);
  expect(current.map(({ height }) => height)).toEqual([0, 0, 0.25, 0]);
});

test('open bins end where the reference does, and one far value does not squeeze the rest', () => {
  const histogram = { labels: ['≤ 0', '0 to 10', '> 10'], reference: [0.1, 0.8, 0.1], current: [0, 1, 0] };
  const { reference } = barsOf(histogram, [-1, 4000]);
  expect(reference[0]).toMatchObject({ from: -1, to: 0 });
  expect(reference[2]).toMatchObject({ from: 10, to: 12 });
});

test('negative edges and powers of ten are read', () => {
  const { reference } = barsOf({
    labels: ['≤ -2e-7', '-2e-7 to 1', '1 to 3.5e+21', '> 3.5e+21'],
    reference: [0.25, 0.25, 0.25, 0.25],
    current: [0, 0, 0, 0],
  });
  expect(reference[1]).toMatchObject({ from: -2e-7, to: 1 });
});

test('categories stand side by side, as high as their share', () => {
  const { reference } = barsOf({
    labels: ['red', 'white', 'other'],
    reference: [0.5, 0.5, 0],
    current: [1, 0, 0],
  });
  expect(reference).toEqual([
    { from: 0, to: 1, height: 0.5 },
    { from: 1, to: 2, height: 0.5 },
    { from: 2, to: 3, height: 0 },
  ]);
});

test('whatever the labels are, bars ascend, have a width and are not too many', () => {
  const label = fc.oneof(
    fc.string(),
    fc.tuple(fc.double(), fc.double()).map(([a, b]) => `${a} to ${b}`),
    fc.double().map((edge) => `≤ ${edge}`),
  );
  fc.assert(
    fc.property(fc.array(label, { maxLength: 60 }), (labels) => {
      const shares = labels.map(() => 1 / labels.length);
      const { reference } = barsOf({ labels, reference: shares, current: shares });
      expect(reference.length).toBeLessThanOrEqual(MOST_BARS);
      for (const { from, to, height } of reference) {
        expect(to).toBeGreaterThan(from);
        expect(Number.isFinite(height)).toBe(true);
      }
    }),
  );
});

test('labels of edges are written short, others as they are', () => {
  expect(shownLabel('≤ 9.399999618530273')).toBe('≤ 9.4');
  expect(shownLabel('> -1e-7')).toBe('> -1e-7');
  expect(shownLabel('> all')).toBe('> all');
  expect(shownLabel('red')).toBe('red');
});

test('the rest of the categories is left out where there is none', () => {
  const histogram = { labels: ['red', 'other'], reference: [1, 0], current: [1, 0] };
  expect(withoutEmptyRest(histogram).labels).toEqual(['red']);
  expect(withoutEmptyRest({ ...histogram, current: [0.5, 0.5] }).labels).toEqual(['red', 'other']);
  expect(withoutEmptyRest({ labels: [], reference: [], current: [] }).labels).toEqual([]);
});
