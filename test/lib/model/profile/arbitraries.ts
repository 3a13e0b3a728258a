import fc from 'fast-check';
import type { Bins, CategoryBins, Layout, NumberBins } from '../../../../lib/contract/profile.ts';
import type { ModelOutput } from '../../../../lib/model/session.ts';

/** Any float32, with the values near edges and the odd ones well represented. */
const float32 = fc.oneof(
  fc.float({ min: -20, max: 20, noNaN: true }),
  fc.integer({ min: -20, max: 20 }),
  fc.float(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 3.4e38, 1e-40),
);

const finite = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.float({ min: -20, max: 20, noNaN: true }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
);

const numberBins: fc.Arbitrary<NumberBins> = fc
  .record({
    edges: fc.uniqueArray(finite, { maxLength: 255, selector: (x) => x + 0 }),
    power: fc.integer({ min: -20, max: 4 }),
  })
  .map(({ edges, power }) => {
    const ascending = Float64Array.from(edges, (edge) => edge + 0).sort();
    const range: [number, number] = [(ascending[0] ?? 1) - 1, (ascending.at(-1) ?? 1) + 1];
    return { type: 'number', name: 'n', edges: [...ascending], range, unit: 2 ** power };
  });

const categoryBins: fc.Arbitrary<CategoryBins> = fc
  .uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 255 })
  .map((codes) => ({ type: 'category', name: 'c', codes }));

const prediction: fc.Arbitrary<Layout['prediction']> = fc.oneof(
  fc.record({
    task: fc.constant('classification' as const),
    classes: fc.integer({ min: 2, max: 4 }),
    hasConfidence: fc.boolean(),
  }),
  numberBins.map((bins) => ({ task: 'regression' as const, bins })),
);

export const layouts: fc.Arbitrary<Layout> = fc.record({
  features: fc.array(fc.oneof(numberBins, categoryBins), { minLength: 1, maxLength: 5 }),
  prediction,
});

/** Rows of a layout with the answers to them. */
export interface Batch {
  readonly rows: Float32Array;
  readonly count: number;
  readonly output: ModelOutput;
  readonly missing: readonly (readonly [row: number, column: number])[];
  readonly rejected: readonly (readonly [reason: string, field: string])[];
}

function value(bins: Bins): fc.Arbitrary<number> {
  if (bins.type === 'category') return fc.oneof(fc.integer({ min: 0, max: 310 }), fc.constant(Number.NaN));
  return bins.edges.length === 0 ? float32 : fc.oneof(float32, fc.constantFrom(...bins.edges));
}

function output(layout: Layout, count: number): fc.Arbitrary<ModelOutput> {
  const { prediction } = layout;
  const many = <T>(of: fc.Arbitrary<T>, n: number) => fc.array(of, { minLength: n, maxLength: n });
  if (prediction.task === 'regression') {
    return many(value(prediction.bins), count).map((values) => ({
      task: 'regression',
      values: Float32Array.from(values),
    }));
  }
  const { classes, hasConfidence } = prediction;
  const probability = fc.oneof(fc.float({ min: 0, max: 1, noNaN: true }), fc.constant(1));
  return fc
    .record({
      labels: many(fc.integer({ min: 0, max: classes - 1 }), count),
      probabilities: many(probability, count * classes),
    })
    .map(({ labels, probabilities }) => ({
      task: 'classification',
      labels: Int32Array.from(labels),
      probabilities: hasConfidence ? Float32Array.from(probabilities) : undefined,
    }));
}

export function batches(layout: Layout): fc.Arbitrary<Batch> {
  const width = layout.features.length;
  const rowsOf = fc.array(fc.tuple(...layout.features.map(value)), { maxLength: 12 });
  return rowsOf.chain((rows) =>
    fc.record({
      rows: fc.constant(Float32Array.from(rows.flat())),
      count: fc.constant(rows.length),
      output: output(layout, rows.length),
      missing:
        rows.length === 0
          ? fc.constant([])
          : fc.array(fc.tuple(fc.nat(rows.length - 1), fc.nat(width - 1)), { maxLength: 3 }),
      rejected: fc.array(
        fc.tuple(fc.constantFrom('not-json', 'missing-feature'), fc.constantFrom('', 'a', '__proto__')),
        { maxLength: 3 },
      ),
    }),
  );
}
