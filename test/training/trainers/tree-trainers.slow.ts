import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../training/random.ts';
import { boostingTrainer } from '../../../training/trainers/boosting.ts';
import { forestTrainer } from '../../../training/trainers/forest.ts';
import type { ClassifiedRows, MeasuredRows, Trainer } from '../../../training/trainers/trainer.ts';
import { graphAgreement, outliersOf, thresholdRows } from './support/graph-agreement.ts';
import { clouds, measured, vectors } from './support/made-rows.ts';

/** Models of the size that people train: defaults, and thousands of rows like the wine's. */

const COUNTS = [16, 130, 1166, 1758, 704, 140, 4];
const CLASSES = [3, 4, 5, 6, 7, 8, 9];

const wines = (seed: number) => clouds(COUNTS, 11, seededRandom(seed), 3);

function waves(seed: number): MeasuredRows {
  const random = seededRandom(seed);
  const rows = vectors(4000, 11, random);
  return measured(
    rows,
    rows.map(([x, y, z]) => 1e4 * (Math.sin(6 * x!) + y! * z! + 0.3 * random.uniform())),
  );
}

const TRAINERS = [forestTrainer, boostingTrainer].map((trainer) => ({
  name: trainer.name,
  trainer: trainer as unknown as Trainer,
}));

describe.each(TRAINERS)('$name of full size', ({ trainer }) => {
  it.each<[string, ClassifiedRows | MeasuredRows, ClassifiedRows | MeasuredRows, readonly number[]]>([
    ['seven classes', wines(1), wines(2), CLASSES],
    ['values', waves(1), waves(2), []],
  ])(
    'is the graph it exports, on unseen rows, thresholds and outliers: %s',
    async (_, rows, unseen, classes) => {
      const fitted = await trainer.fit(rows, {}, { threads: 2 });
      for (const each of [unseen, thresholdRows(rows), outliersOf(unseen)]) {
        const { largestDifference, otherLabels } = await graphAgreement(fitted, each, classes);
        expect(otherLabels).toBe(0);
        expect(largestDifference).toBeLessThan(2e-6);
      }
      // A forest is about 25 bytes a node, of which a value has its own leaf for nearly each of 2,500 rows a tree.
      expect(fitted.exportOnnx(classes).length).toBeLessThan(16 * 1_048_576);
    },
  );

  it('is the same for any number of threads', async () => {
    for (const [rows, classes] of [
      [wines(1), CLASSES],
      [waves(1), []],
    ] as const) {
      const one = await trainer.fit(rows, {}, { threads: 1 });
      const three = await trainer.fit(rows, {}, { threads: 3 });
      expect(Buffer.compare(one.exportOnnx(classes), three.exportOnnx(classes))).toBe(0);
    }
  });
});
