import type { Signature } from '../../../lib/contract/signature.ts';
import type { ClassificationOutput } from '../../../lib/model/session.ts';
import { buildReferenceProfile, type ReferenceInput } from '../../../training/profile/reference-profile.ts';
import { type Random, seededRandom } from '../../../training/random.ts';
import type { FeatureRows } from '../../../training/trainers/trainer.ts';

/** A model of a number and a category, and rows for it. */
export const signature: Signature = {
  task: 'classification',
  featuresKey: null,
  carriedKeys: [],
  predictionKey: 'answer',
  features: [
    { name: 'size', type: 'number' },
    { name: 'region', type: 'category', values: ['north', 'south', 'east', 'west'], default: 'north' },
  ],
  classes: ['no', 'yes'],
};

export interface MadeOptions {
  readonly count?: number;
  /** Added to each size, and what sizes are multiplied by. */
  readonly shift?: number;
  readonly scale?: number;
  readonly seed?: number;
}

export function madeRows({ count = 2_000, shift = 0, scale = 1, seed = 1 }: MadeOptions = {}): FeatureRows {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: 2 * count }, (_, at) =>
    at % 2 === 0 ? scale * normal(random) + shift : random.below(3),
  );
  return { values, count, width: 2 };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/** Says yes where the size is above 0, the surer the further. */
export function answersTo({ values, count, width }: FeatureRows): ClassificationOutput {
  const yes = Float32Array.from({ length: count }, (_, row) => 1 / (1 + Math.exp(-values[row * width]!)));
  return {
    task: 'classification',
    labels: Int32Array.from(yes, (p) => (p > 0.5 ? 1 : 0)),
    probabilities: Float32Array.from([...yes].flatMap((p) => [1 - p, p])),
  };
}

/** Yes as often as the model says. */
export function truthTo(rows: FeatureRows, seed = 9): Int32Array {
  const random = seededRandom(seed);
  const { probabilities } = answersTo(rows);
  return Int32Array.from({ length: rows.count }, (_, row) =>
    random.uniform() < probabilities![2 * row + 1]! ? 1 : 0,
  );
}

export function madeProfile(options: MadeOptions = {}, changes: Partial<ReferenceInput> = {}) {
  const unseen = madeRows({ ...options, count: 1_000, seed: 77 });
  return buildReferenceProfile({
    model: 'made',
    signature,
    training: madeRows(options),
    unseen: { rows: unseen, truth: truthTo(unseen), answers: answersTo(unseen) },
    importance: [0.9, 0.1],
    seed: 3,
    ...changes,
  });
}
