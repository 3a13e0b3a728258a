import { type Random, seededRandom } from '../../../../training/random.ts';
import type { ClassifiedRows, MeasuredRows } from '../../../../training/trainers/trainer.ts';

/** Problems for tests of trainers: overlapping clouds, and a curved surface. */

/** A cloud of each class, on scales as different as density and sulphur dioxide. */
export function clouds(counts: readonly number[], width: number, seed = 1): ClassifiedRows {
  const random = seededRandom(seed);
  const labels = random.shuffle(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
  const values = new Float32Array(labels.length * width);
  labels.forEach((label, row) => {
    for (let column = 0; column < width; column++) {
      const z = Math.cos(2 * label * (column + 1)) + 0.9 * spread(random);
      values[row * width + column] = column === 0 ? 0.994 + 0.003 * z : 100 * column + 40 * z;
    }
  });
  return { values, count: labels.length, width, labels: Int32Array.from(labels), classes: counts.length };
}

/** y = 1000 + 200 · (sin 2a + b²/2) with a little noise, the a and b of any scale. */
export function surface(count: number, seed = 1): MeasuredRows {
  const random = seededRandom(seed);
  const values = new Float32Array(count * 2);
  const targets = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const [a, b] = [2 * spread(random), 2 * spread(random)];
    values[2 * row] = 5 + 0.01 * a;
    values[2 * row + 1] = 1000 * b;
    targets[row] = 1000 + 200 * (Math.sin(2 * a) + b ** 2 / 2) + 5 * spread(random);
  }
  return { values, count, width: 2, targets };
}

/** Nearly normal, within ±1.5. */
function spread(random: Random): number {
  return random.uniform() + random.uniform() + random.uniform() - 1.5;
}
