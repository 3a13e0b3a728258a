import { type Random, seededRandom } from '../../../../training/random.ts';
import type { ClassifiedRows, MeasuredRows } from '../../../../training/trainers/trainer.ts';

/** Rows to learn from, made up for tests. */

/** Rows with classes. */
export function classified(
  vectors: readonly (readonly number[])[],
  labels: readonly number[],
): ClassifiedRows {
  return {
    values: Float32Array.from(vectors.flat()),
    count: vectors.length,
    width: vectors[0]!.length,
    labels: Int32Array.from(labels),
    classes: Math.max(...labels) + 1,
  };
}

/** Rows with values. */
export function measured(vectors: readonly (readonly number[])[], targets: readonly number[]): MeasuredRows {
  const { values, count, width } = classified(
    vectors,
    targets.map(() => 0),
  );
  return { values, count, width, targets: Float64Array.from(targets) };
}

/** Vectors of uniform numbers in [0, 1), in hundredths, so that values and rows repeat. */
export function vectors(count: number, width: number, random: Random = seededRandom(1)): number[][] {
  return Array.from({ length: count }, () =>
    Array.from({ length: width }, () => Math.floor(100 * random.uniform()) / 100),
  );
}

/** Overlapping clouds, one for each class. @param spread of each; at 0.7 a few rows in a hundred overlap */
export function clouds(
  counts: readonly number[],
  width: number,
  random: Random = seededRandom(1),
  spread = 0.7,
): ClassifiedRows {
  const labels = random.shuffle(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
  const rows = labels.map((label) =>
    Array.from({ length: width }, (_, column) => {
      const noise = random.uniform() + random.uniform() + random.uniform() - 1.5;
      return Math.round((Math.cos(label * (column + 1)) + spread * noise) * 50) / 50;
    }),
  );
  return classified(rows, labels);
}

/** The share of rows whose label is right. */
export function accuracy(labels: ArrayLike<number>, expected: ArrayLike<number>): number {
  const hits = Array.from(labels).filter((label, row) => label === expected[row]).length;
  return hits / expected.length;
}
