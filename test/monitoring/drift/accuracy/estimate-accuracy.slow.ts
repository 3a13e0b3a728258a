import { expect, it } from 'vitest';
import { estimateAccuracy } from '../../../../monitoring/drift/accuracy/estimate-accuracy.ts';
import { calibrate } from '../../../../training/profile/calibration/calibrate.ts';
import { seededRandom } from '../../../../training/random.ts';

const bins = (counts: Record<number, number>) => Array.from({ length: 100 }, (_, bin) => counts[bin] ?? 0);

/** A profile that says so much and no more. */
function profileOf(rows: number[], hits: number[]) {
  const predictions = { rows: 1000, confidence: rows };
  return {
    calibration: calibrate({ rows, hits }, 1),
    counts: { rows: 0, features: [], rejected: {}, predictions },
  };
}

it('an estimate has the accuracy in its band in 95 of 100 windows, also when the confidences shift', () => {
  const random = seededRandom(3);
  const inside = Array.from({ length: 100 }, () => {
    const learned = drawn(random, 1000, 0.5);
    const { calibration, counts } = profileOf(learned.rows, learned.hits);
    return Array.from({ length: 4 }, (_, run) => {
      const window = drawn(random, 300 + 100 * run, 0.8);
      const { low, high } = estimateAccuracy(window.rows, { calibration, counts })!;
      const accuracy = window.hits.reduce((sum, hit) => sum + hit, 0) / (300 + 100 * run);
      return low <= accuracy && accuracy <= high;
    });
  }).flat();
  const share = inside.filter(Boolean).length / inside.length;
  expect(share).toBeGreaterThan(0.925);
  expect(share).toBeLessThan(0.99);
});

/** Rows whose confidence is right so often as it says, more of them above 0.7 the higher the share. */
function drawn(random: ReturnType<typeof seededRandom>, count: number, share: number) {
  const [rows, hits] = [bins({}), bins({})];
  for (let row = 0; row < count; row++) {
    const high = random.uniform() < share;
    const confidence = high ? 0.7 + 0.3 * random.uniform() : 0.3 + 0.4 * random.uniform();
    const bin = Math.floor(confidence * 100);
    rows[bin]!++;
    if (random.uniform() < confidence) hits[bin]!++;
  }
  return { rows, hits };
}
